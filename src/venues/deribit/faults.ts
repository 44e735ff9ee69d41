import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

/** Codes that say for certain that an order was not taken. https://docs.deribit.com/articles/errors */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  '10002': 'below-minimum',
  '10009': 'insufficient-margin',
  '10012': 'market-halted',
  '10028': 'rate-limited',
  '10041': 'market-halted',
  '10043': 'bad-price',
  '10047': 'rate-limited',
  '10066': 'rate-limited',
  '11054': 'post-only-would-take',
  '13004': 'unknown',
  '13009': 'unknown',
  '13020': 'unknown',
  '13888': 'unknown',
};

const ABSENT: ReadonlySet<string> = new Set(['10004', '10010', '11008', '11044']);
/** What is wrong stands in `data`. */
const OTHER_REJECT = '11030';
const INVALID: ReadonlySet<string> = new Set(['-32602', '11029', '11050']);

/** JSON-RPC: an `error` in place of a `result`. */
export const deribitFault = ({ body }: VenueAnswer): VenueFault | undefined => {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error) || typeof error['code'] !== 'string') return undefined;
  const { code, message } = error;
  const data = isRecord(error['data']) ? error['data'] : {};
  const detail = ['param', 'reason'].flatMap((name) => (typeof data[name] === 'string' ? [data[name]] : [])).join(' ');
  const words = typeof message === 'string' ? message : '';
  const said = { code, message: [code, words, detail].filter((part) => part !== '').join(' ') };
  if (ABSENT.has(code)) return { ...said, isAbsent: true };
  const isDetailed = code === OTHER_REJECT || INVALID.has(code);
  const refusal = isDetailed ? refusalIn(detail) : REFUSALS[code];
  return refusal === undefined ? said : { ...said, refusal };
};

const refusalIn = (detail: string): RefusalCode => {
  if (/reduce/i.test(detail)) return 'reduce-only';
  if (/amount|contracts/i.test(detail)) return 'bad-quantity';
  return /price/i.test(detail) ? 'bad-price' : 'unknown';
};
