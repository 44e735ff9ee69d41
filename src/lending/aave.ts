import { z } from 'zod';
import { graphqlData } from './lending-answer.ts';
import { LendingError } from './lending-error.ts';
import { aprOfApy } from './lending-rate.ts';
import { posted } from './lending-source.ts';
import type { LendingPlace, LendingStep } from './lending-source.ts';

const answer = z.object({
  reserve: z
    .object({
      underlyingToken: z.object({ symbol: z.string() }),
      isFrozen: z.boolean(),
      isPaused: z.boolean(),
      supplyInfo: z.object({
        apy: z.object({ value: z.string().regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i, 'no decimal') }),
      }),
    })
    .nullable(),
});

/** Aave v3 over its GraphQL: `apy.value` is a yield, a fraction compounded, as decimal text ("0.0432" is 4.32 %). */
export const aaveApi = ({ url, asset, chainId, market, token }: LendingPlace): LendingStep => ({
  request: posted(url, {
    query: `{ reserve(request: { chainId: ${chainId}, market: "${market}", underlyingToken: "${token}" }) { underlyingToken { symbol } isFrozen isPaused supplyInfo { apy { value } } } }`,
  }),
  read: (told) => {
    const { reserve } = graphqlData(told, answer);
    if (reserve === null)
      throw new LendingError('lending.unusable', `no reserve of token ${token} in market ${market}`);
    const { symbol } = reserve.underlyingToken;
    if (symbol !== asset)
      throw new LendingError('lending.unusable', `the reserve lends ${symbol}, lending.asset is ${asset}`);
    if (reserve.isFrozen || reserve.isPaused)
      throw new LendingError(
        'lending.unusable',
        `the reserve of ${asset} is ${reserve.isPaused ? 'paused' : 'frozen'}`,
      );
    return { apr: aprOfApy(Number(reserve.supplyInfo.apy.value)), asOfMs: undefined };
  },
});
