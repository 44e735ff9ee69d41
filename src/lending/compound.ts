import { z } from 'zod';
import { shaped } from './lending-answer.ts';
import { LendingError } from './lending-error.ts';
import { aprOfPerSecond } from './lending-rate.ts';
import { posted } from './lending-source.ts';
import type { LendingPlace, LendingStep } from './lending-source.ts';

/** First four bytes of keccak-256 of `getUtilization()` and of `getSupplyRate(uint256)`. */
const GET_UTILIZATION = '0x7eb71131';
const GET_SUPPLY_RATE = '0xd955759d';

const refusal = z.object({ error: z.object({ message: z.string() }) });
const result = z.object({ result: z.string().regex(/^0x([0-9a-f]{64})?$/i, 'no 32 bytes of hex') });

/**
 * A Comet of Compound III, read through a node's JSON-RPC: its utilization (x 1e18), then what it pays suppliers at that one,
 * per second x 1e18. COMP rewards are not in it.
 */
export const compoundComet = (place: LendingPlace): LendingStep => ({
  request: call(place, GET_UTILIZATION),
  read: (told) => {
    const utilization = word(told, place).toString(16).padStart(64, '0');
    return {
      request: call(place, `${GET_SUPPLY_RATE}${utilization}`),
      read: (answer) => ({ apr: aprOfPerSecond(word(answer, place)), asOfMs: undefined }),
    };
  },
});

const call = ({ url, market }: LendingPlace, data: string) =>
  posted(url, { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: market, data }, 'latest'] });

const word = (told: unknown, { market }: LendingPlace): bigint => {
  const refused = refusal.safeParse(told);
  if (refused.success) throw new LendingError('lending.refused', `the node says: ${refused.data.error.message}`);
  const hex = shaped(result, told).result;
  if (hex === '0x') throw new LendingError('lending.unusable', `no Comet at ${market}`);
  return BigInt(hex);
};
