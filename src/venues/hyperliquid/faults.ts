import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

/** Refusals have no codes, only words, which name the asset behind them. */
const WORDS: readonly (readonly [words: RegExp, refusal: RefusalCode])[] = [
  [/insufficient margin/i, 'insufficient-margin'],
  [/reduce only/i, 'reduce-only'],
  [/minimum value/i, 'below-minimum'],
  [/tick size|invalid price|price too far/i, 'bad-price'],
  [/invalid size|zero size/i, 'bad-quantity'],
  [/would have immediately matched/i, 'post-only-would-take'],
  [/duplicate cloid|cloid already/i, 'duplicate-client-id'],
  [/halted|delisted/i, 'market-halted'],
  [/too many (cumulative )?requests|rate limit/i, 'rate-limited'],
  [
    /does not exist|invalid nonce|invalid asset|invalid order|invalid cloid|must deposit|too many open orders|open interest/i,
    'unknown',
  ],
];

/** Of a cancellation. */
const NOTHING_TO_CANCEL = /never placed, already canceled, or filled/i;
/** Of an immediate order: it was taken, and is over. */
export const NOTHING_MATCHED = /could not immediately match/i;

/** HTTP 200 whatever becomes of an action; the words stand in its status, or in the answer as a whole. */
export const hyperliquidFault = ({ body }: VenueAnswer): VenueFault | undefined => {
  if (!isRecord(body)) return undefined;
  if (body['status'] === 'unknownOid') return { code: 'unknownOid', message: 'unknownOid', isAbsent: true };
  const words = body['status'] === 'err' ? String(body['response']) : errorIn(body);
  if (words === undefined || NOTHING_MATCHED.test(words)) return undefined;
  const said = { code: words.slice(0, 60), message: words };
  if (NOTHING_TO_CANCEL.test(words)) return { ...said, isAbsent: true };
  const refusal = WORDS.find(([pattern]) => pattern.test(words))?.[1];
  return refusal === undefined ? said : { ...said, refusal };
};

/** The first error among the statuses of an action. */
export const errorIn = (body: Readonly<Record<string, unknown>>): string | undefined => {
  for (const status of statusesOf(body))
    if (isRecord(status) && typeof status['error'] === 'string') return status['error'];
  return undefined;
};

export const statusesOf = (body: unknown): readonly unknown[] => {
  const response = isRecord(body) ? body['response'] : undefined;
  const data = isRecord(response) ? response['data'] : undefined;
  const statuses = isRecord(data) ? data['statuses'] : undefined;
  return Array.isArray(statuses) ? statuses : [];
};
