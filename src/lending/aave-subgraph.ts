import { z } from 'zod';
import { atMs } from '../domain/units.ts';
import { graphqlData } from './lending-answer.ts';
import { LendingError } from './lending-error.ts';
import { aprOfRay } from './lending-rate.ts';
import { posted } from './lending-source.ts';
import type { LendingPlace, LendingStep } from './lending-source.ts';

const answer = z.object({
  reserves: z.array(
    z.object({
      symbol: z.string(),
      liquidityRate: z.string().regex(/^\d+$/, 'no whole number'),
      /** Seconds. */
      lastUpdateTimestamp: z.number().int().min(0),
    }),
  ),
});

/** Aave's subgraph: `liquidityRate` is annual, in RAY, not compounded; `lastUpdateTimestamp` is when it came to be. */
export const aaveSubgraph = ({ url, asset }: LendingPlace): LendingStep => ({
  request: posted(url, {
    query: `{ reserves(where: { symbol: "${asset}" }) { symbol liquidityRate lastUpdateTimestamp } }`,
  }),
  read: (told) => {
    const reserves = graphqlData(told, answer).reserves.filter(({ symbol }) => symbol === asset);
    const [reserve] = reserves;
    if (reserve === undefined || reserves.length > 1)
      throw new LendingError('lending.unusable', `${reserves.length} reserves of ${asset} where one is wanted`);
    return { apr: aprOfRay(reserve.liquidityRate), asOfMs: atMs(1000 * reserve.lastUpdateTimestamp) };
  },
});
