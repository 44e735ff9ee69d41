import type { Signal } from '../../analytics/signal.ts';
import type { Leg } from '../../domain/ids.ts';
import { kindOf } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Approach } from '../../position/approach.ts';
import { slicingFrom } from '../../position/slicing.ts';
import type { Config } from '../config/config.ts';
import type { Judged } from './entry-judge.ts';

type Approved = Extract<Judged, { kind: 'approved' }>;

/** How an approved entry goes in beyond its first orders; `undefined` when they are all of it. */
export const approachOf = (
  { orders, signal, plan }: Approved,
  { execution, nowMs }: { readonly execution: Config['execution']; readonly nowMs: AtMs },
): Approach | undefined => {
  const [long, short] = orders;
  if (signal.makerLeg !== undefined)
    return {
      kind: 'quoting',
      leg: signal.makerLeg,
      quantities: { long: long.quantity, short: short.quantity },
      stage: 'resting',
      untilMs: (nowMs + execution.makerPatienceMs) as AtMs,
      nextAtMs: (nowMs + execution.makerRequoteMs) as AtMs,
      tooLittleCoins: text(0),
    };
  if (execution.entryStyle !== 'sliced' || plan?.size.boundBy !== 'slippage') return undefined;
  // what an inverse contract is worth in coins moves with the price: its slices would not add up
  if (orders.some(({ market }) => kindOf(market) === 'inverse')) return undefined;
  const { sliceMax, slicePatienceMs } = execution;
  const coins = decimal(plan.size.baseQuantity);
  const untilMs = (nowMs + slicePatienceMs) as AtMs;
  return slicingFrom({ coins, wantedCoins: plan.wantedCoins }, { sliceMax, untilMs });
};

/** Depth confidence of the two fills that open a route; a fill that was not costed sends both legs. */
export const entryDepths = ({ fills }: Signal): Record<Leg, number> => ({
  long: fills?.longIn.depthConfidence ?? 0,
  short: fills?.shortIn.depthConfidence ?? 0,
});
