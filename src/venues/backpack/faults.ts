import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

/** Codes that say for certain that an order was not taken; SERVER_ERROR and TIMEOUT do not. https://docs.backpack.exchange */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  ACCOUNT_DEACTIVATED: 'unknown',
  ACCOUNT_LIQUIDATING: 'unknown',
  BORROW_LIMIT: 'insufficient-margin',
  FORBIDDEN: 'unknown',
  INSUFFICIENT_FUNDS: 'insufficient-margin',
  INSUFFICIENT_MARGIN: 'insufficient-margin',
  INVALID_MARKET: 'unknown',
  INVALID_PRICE: 'bad-price',
  INVALID_SIGNATURE: 'unknown',
  INVALID_SYMBOL: 'unknown',
  MAINTENANCE: 'market-halted',
  MAX_LEVERAGE_REACHED: 'insufficient-margin',
  ORDER_LIMIT: 'unknown',
  POSITION_LIMIT: 'insufficient-margin',
  TOO_MANY_REQUESTS: 'rate-limited',
  TRADING_PAUSED: 'market-halted',
  UNAUTHORIZED: 'unknown',
};

/** Codes under which the words say what it is. */
const WORDED: ReadonlySet<string> = new Set(['INVALID_ORDER', 'INVALID_QUANTITY', 'INVALID_CLIENT_REQUEST']);
const WORDS: readonly (readonly [words: RegExp, refusal: RefusalCode])[] = [
  [/already exists/i, 'duplicate-client-id'],
  [/immediately match/i, 'post-only-would-take'],
  [/reduce/i, 'reduce-only'],
  [/under|minimum|below|too small/i, 'below-minimum'],
  [/quantity/i, 'bad-quantity'],
  [/price/i, 'bad-price'],
];

const NOT_FOUND = 'RESOURCE_NOT_FOUND';

/** `{code, message}`; what cannot be parsed is refused in plain text. */
export const backpackFault = ({ status, body }: VenueAnswer): VenueFault | undefined => {
  if (status < 400 || !isRecord(body)) return undefined;
  const { code, message } = body;
  if (typeof code !== 'string') return undefined;
  const words = typeof message === 'string' ? message : '';
  const said = { code, message: `${code} ${words}` };
  if (code === NOT_FOUND) return { ...said, isAbsent: true };
  const refusal = WORDED.has(code) ? (WORDS.find(([word]) => word.test(words))?.[1] ?? 'unknown') : REFUSALS[code];
  return refusal === undefined ? said : { ...said, refusal };
};
