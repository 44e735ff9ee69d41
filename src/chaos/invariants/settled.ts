import type { Sight } from '../sight.ts';
import { unbooked, unowned } from './holdings.ts';
import { nakedNow } from './naked.ts';

/** States in which a position may rest for as long as nothing happens. */
const AT_REST = /^(scanning|hedged\.carrying|paused)/;

/** What is not settled though nothing has gone wrong for long: every position must be hedged or flat, every order over. */
export const unsettled = (sight: Sight): readonly string[] => [
  ...sight.positions
    .filter(({ state }) => !AT_REST.test(state))
    .map(({ actor, state, position }) => `${actor} is still ${state}, exit ${position.exit ?? 'none'}`),
  ...[...sight.chronicle.open.values()].map(
    ({ clientOrderId, market, purpose }) => `${clientOrderId} (${purpose} ${market}) is not over`,
  ),
  ...nakedNow(sight).map(({ coin, usd }) => `${usd.toFixed(0)} USD of ${coin} is naked`),
  ...unowned(sight).values(),
  ...unbooked(sight).values(),
];
