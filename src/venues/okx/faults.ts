import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

/**
 * Codes that say for certain that an order was not taken. 50001, 50004, 50013 and 50026 are not among them: their outcome
 * is unknown. https://www.okx.com/docs-v5/en/#error-code
 */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  '50011': 'rate-limited',
  '50061': 'rate-limited',
  '50014': 'unknown',
  '50036': 'unknown',
  '50102': 'unknown',
  '50103': 'unknown',
  '50104': 'unknown',
  '50105': 'unknown',
  '50110': 'unknown',
  '50111': 'unknown',
  '50112': 'unknown',
  '50113': 'unknown',
  '50114': 'unknown',
  '51001': 'unknown',
  '51006': 'bad-price',
  '51008': 'insufficient-margin',
  '51010': 'unknown',
  '51016': 'duplicate-client-id',
  '51020': 'below-minimum',
  '51028': 'market-halted',
  '51004': 'insufficient-margin',
  '51119': 'insufficient-margin',
  '51121': 'bad-quantity',
  '51127': 'insufficient-margin',
  '51131': 'insufficient-margin',
  '51155': 'unknown',
  '51169': 'reduce-only',
  '51205': 'reduce-only',
};

/** 51603 a look-up, 51400 and 51410 a cancellation of what has ended or never was. */
const ABSENT: ReadonlySet<string> = new Set(['51603', '51400', '51401', '51402', '51410']);
/** What is wrong stands in the words. */
const PARAMETER_ERROR = '51000';

/** The code of the one order asked about goes before that of the whole answer. */
export const okxFault = ({ body }: VenueAnswer): VenueFault | undefined => {
  if (!isRecord(body) || typeof body['code'] !== 'string') return undefined;
  const [row] = Array.isArray(body['data']) ? (body['data'] as readonly unknown[]) : [];
  const own = isRecord(row) && typeof row['sCode'] === 'string' && row['sCode'] !== '0' ? row : undefined;
  if (body['code'] === '0' && own === undefined) return undefined;
  const code = own === undefined ? body['code'] : String(own['sCode']);
  const sentence = own === undefined ? body['msg'] : own['sMsg'];
  const words = typeof sentence === 'string' ? sentence : '';
  const said = { code, message: `${code} ${words}` };
  if (ABSENT.has(code)) return { ...said, isAbsent: true };
  const refusal = code === PARAMETER_ERROR ? refusalIn(words) : REFUSALS[code];
  return refusal === undefined ? said : { ...said, refusal };
};

/** `Parameter px error`, `Parameter sz error`, and sentences. */
const refusalIn = (words: string): RefusalCode => {
  if (/\bsz\b|quantity|size/i.test(words)) return 'bad-quantity';
  return /\bpx\b|price/i.test(words) ? 'bad-price' : 'unknown';
};
