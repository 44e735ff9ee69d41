import { isRecord } from '../../domain/codec.ts';
import type { RefusalCode } from '../../domain/order.ts';
import type { VenueAnswer, VenueFault } from '../../domain/venue-trading.ts';

const OK = '200000';

/** Codes that say for certain that an order was not taken. https://www.kucoin.com/docs-new/error-code/futures-error-code */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  '100003': 'unknown',
  '300001': 'unknown',
  '300002': 'market-halted',
  '300003': 'insufficient-margin',
  '300004': 'unknown',
  '300005': 'insufficient-margin',
  '300007': 'bad-price',
  '300009': 'reduce-only',
  '300011': 'bad-price',
  '300012': 'bad-price',
  '300016': 'unknown',
  '330005': 'unknown',
  '330011': 'unknown',
  '400001': 'unknown',
  '400002': 'unknown',
  '400003': 'unknown',
  '400004': 'unknown',
  '400005': 'unknown',
  '400006': 'unknown',
  '400007': 'unknown',
  '40010': 'unknown',
  '429000': 'rate-limited',
};

/** 100004 is said to the cancellation of what has ended or never was. */
const ABSENT: ReadonlySet<string> = new Set(['100004', '20001']);
/** What is wrong stands in the words. */
const WORDED: ReadonlySet<string> = new Set(['300000', '400100', '100001']);

const WORDS: readonly (readonly [words: RegExp, refusal: RefusalCode])[] = [
  [/duplicated/i, 'duplicate-client-id'],
  [/post ?only/i, 'post-only-would-take'],
  [/minimum/i, 'below-minimum'],
  [/price/i, 'bad-price'],
  [/quantity|size/i, 'bad-quantity'],
];

/** `{code, msg}`; a refusal may come with HTTP 200. */
export const kucoinFault = ({ body }: VenueAnswer): VenueFault | undefined => {
  if (!isRecord(body)) return undefined;
  const { code, msg } = body;
  if (typeof code !== 'string' || code === OK) return undefined;
  const words = typeof msg === 'string' ? msg : '';
  const said = { code, message: `${code} ${words}` };
  if (ABSENT.has(code) || /not ?exist/i.test(words)) return { ...said, isAbsent: true };
  const refusal = WORDED.has(code) ? (WORDS.find(([word]) => word.test(words))?.[1] ?? 'unknown') : REFUSALS[code];
  return refusal === undefined ? said : { ...said, refusal };
};
