import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

/**
 * Codes that say for certain that an order was not taken. 10000 and 10016 are not among them: their outcome is unknown.
 * https://bybit-exchange.github.io/docs/v5/error
 */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  '10002': 'unknown',
  '10003': 'unknown',
  '10004': 'unknown',
  '10005': 'unknown',
  '10006': 'rate-limited',
  '10009': 'unknown',
  '10010': 'unknown',
  '10018': 'rate-limited',
  '10024': 'unknown',
  '10027': 'unknown',
  '30228': 'market-halted',
  '110003': 'bad-price',
  '110004': 'insufficient-margin',
  '110006': 'insufficient-margin',
  '110007': 'insufficient-margin',
  '110012': 'insufficient-margin',
  '110017': 'reduce-only',
  '110020': 'unknown',
  '110023': 'market-halted',
  '110044': 'insufficient-margin',
  '110045': 'insufficient-margin',
  '110072': 'duplicate-client-id',
  '110074': 'market-halted',
  '110094': 'below-minimum',
  '170124': 'bad-quantity',
  '170131': 'insufficient-margin',
  '170132': 'bad-price',
  '170133': 'bad-price',
  '170134': 'bad-price',
  '170135': 'bad-quantity',
  '170136': 'bad-quantity',
  '170137': 'bad-quantity',
  '170140': 'below-minimum',
  '170141': 'duplicate-client-id',
};

const ABSENT: ReadonlySet<string> = new Set(['110001', '110008', '110010', '170213']);
/** What is wrong stands in the words. */
const PARAMETER_ERROR = '10001';

/** `{retCode, retMsg}`, with HTTP 200 as a rule. */
export const bybitFault = ({ body }: VenueAnswer): VenueFault | undefined => {
  if (!isRecord(body)) return undefined;
  const { retCode: code, retMsg } = body;
  if (typeof code !== 'string' || code === '0') return undefined;
  const words = typeof retMsg === 'string' ? retMsg : '';
  const said = { code, message: `${code} ${words}` };
  if (ABSENT.has(code)) return { ...said, isAbsent: true };
  const refusal = code === PARAMETER_ERROR ? refusalIn(words) : REFUSALS[code];
  return refusal === undefined ? said : { ...said, refusal };
};

const refusalIn = (words: string): RefusalCode => {
  if (/qty|quantity/i.test(words)) return 'bad-quantity';
  return /price/i.test(words) ? 'bad-price' : 'unknown';
};
