import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

/**
 * Codes that say for certain that an order was not taken. Those of which the venue itself does not know (-1000, -1001,
 * -1006, -1007, -1008) are not among them. https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code
 */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  '-1003': 'rate-limited',
  '-1013': 'bad-quantity',
  '-1015': 'rate-limited',
  '-1021': 'unknown',
  '-1022': 'unknown',
  '-1102': 'unknown',
  '-1106': 'unknown',
  '-1111': 'bad-quantity',
  '-1115': 'unknown',
  '-1116': 'unknown',
  '-1121': 'unknown',
  '-2010': 'unknown',
  '-2014': 'unknown',
  '-2015': 'unknown',
  '-2018': 'insufficient-margin',
  '-2019': 'insufficient-margin',
  '-2022': 'reduce-only',
  '-2027': 'insufficient-margin',
  '-2028': 'insufficient-margin',
  '-4001': 'bad-price',
  '-4002': 'bad-price',
  '-4003': 'bad-quantity',
  '-4004': 'below-minimum',
  '-4005': 'bad-quantity',
  '-4013': 'bad-price',
  '-4014': 'bad-price',
  '-4015': 'unknown',
  '-4016': 'bad-price',
  '-4023': 'bad-quantity',
  '-4024': 'bad-price',
  '-4061': 'unknown',
  '-4108': 'market-halted',
  '-4116': 'duplicate-client-id',
  '-4118': 'reduce-only',
  '-4131': 'bad-price',
  '-4140': 'market-halted',
  '-4164': 'below-minimum',
  '-5021': 'unknown',
  '-5022': 'post-only-would-take',
};

/** Spot says several things under one code. */
const SPOT_WORDS: readonly (readonly [words: RegExp, refusal: RefusalCode])[] = [
  [/insufficient balance/i, 'insufficient-margin'],
  [/immediately match and take/i, 'post-only-would-take'],
  [/duplicate order/i, 'duplicate-client-id'],
  [/market is closed/i, 'market-halted'],
  [/PRICE_FILTER|PERCENT_PRICE/, 'bad-price'],
  [/NOTIONAL/, 'below-minimum'],
];

const NO_SUCH_ORDER = '-2013';
/** Of a cancellation: the order has ended, or never was. */
const NOTHING_TO_CANCEL = '-2011';

/** `{code, msg}`; every refusal has a status of 400 or more. */
export const binanceFault = ({ status, body }: VenueAnswer): VenueFault | undefined => {
  if (status < 400 || !isRecord(body)) return undefined;
  const { code, msg } = body;
  if (typeof code !== 'string' || typeof msg !== 'string') return undefined;
  const said = { code, message: `${code} ${msg}` };
  if (code === NO_SUCH_ORDER || code === NOTHING_TO_CANCEL) return { ...said, isAbsent: true };
  const words = SPOT_WORDS.find(([pattern]) => (code === '-2010' || code === '-1013') && pattern.test(msg));
  const refusal = words?.[1] ?? REFUSALS[code];
  return refusal === undefined ? said : { ...said, refusal };
};
