import { asJson } from '../../domain/codec.ts';
import { actorId } from '../../domain/ids.ts';
import type { CoinId } from '../../domain/ids.ts';
import { attributionFact } from './attribution-fact.ts';
import type { Desks } from '../desks.ts';
import type { CycleClosed } from '../position-desk.ts';

/** A cycle came to its end: its result is realized, and what it earned and how long it stood unhedged is a fact. */
export const closeCycle = (
  { treasury, outbox, risk }: Pick<Desks, 'treasury' | 'outbox' | 'risk'>,
  coin: CoinId,
  { cycle, reason, dust }: CycleClosed,
): void => {
  treasury.closeCycle(cycle);
  const naked = risk.cycleClosed(coin);
  outbox.fact('cycle.closed', actorId(`position/${coin}`), {
    cycle,
    reason,
    ...(dust === undefined ? {} : { dust: asJson(dust) }),
    ...(naked === undefined ? {} : { naked: asJson(naked) }),
    ...attributionFact(treasury.attribution(cycle)),
  });
};
