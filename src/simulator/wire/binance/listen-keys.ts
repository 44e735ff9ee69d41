import { fault, ok } from './answers.ts';
import type { Ask } from './answers.ts';
import { LISTEN_KEYS } from './streams.ts';
import type { AccountProduct } from './streams.ts';
import type { VenueHouse, WireAnswer } from '../venue-face.ts';

/** A key that nobody keeps alive is good for so long. */
const VALID_MS = 3_600_000;

/** Until when the key of each product is good; one account, so one key a product. */
const VALID_UNTIL = new WeakMap<VenueHouse, Map<AccountProduct, number>>();

const untilMs = (house: VenueHouse): Map<AccountProduct, number> => {
  const known = VALID_UNTIL.get(house) ?? new Map<AccountProduct, number>();
  VALID_UNTIL.set(house, known);
  return known;
};

export const isListenKeyGood = (house: VenueHouse, product: AccountProduct): boolean =>
  (untilMs(house).get(product) ?? 0) > house.nowMs;

const productOf = ({ kind }: Ask): AccountProduct => (kind === 'inverse' ? 'inverse' : 'linear');

/** The same key as long as it is good. */
export const openListenKey = (ask: Ask): WireAnswer => {
  const product = productOf(ask);
  untilMs(ask.house).set(product, ask.house.nowMs + VALID_MS);
  return ok({ listenKey: LISTEN_KEYS[product] });
};

export const keepListenKey = (ask: Ask): WireAnswer =>
  isListenKeyGood(ask.house, productOf(ask)) ? openListenKey(ask) : fault(-1125, 'This listenKey does not exist.');

export const closeListenKey = (ask: Ask): WireAnswer => {
  untilMs(ask.house).delete(productOf(ask));
  return ok({});
};
