import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { Fill, FundingPayment } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';

/** Everything that moves money. `cycle` names the position cycle it belongs to, from entering to flat again. */
export type MoneyFact =
  | FillFact
  /** The venue's own record of a settlement. */
  | { readonly kind: 'funding'; readonly payment: FundingPayment; readonly cycle: string }
  /** Interest or a borrow fee of a spot leg. */
  | CostFact<'financing'>
  /** Gas, withdrawal and other costs that do not depend on size. */
  | CostFact<'fixed'>
  /** Deposit (positive) or withdrawal (negative). */
  | {
      readonly kind: 'capital';
      readonly id: string;
      readonly atMs: AtMs;
      readonly venue: VenueId;
      readonly coin: string;
      readonly amount: DecimalText;
    }
  /** Coins moved between venues; what the way costs is a `fixed` fact. */
  | {
      readonly kind: 'transfer';
      readonly id: string;
      readonly atMs: AtMs;
      readonly from: VenueId;
      readonly to: VenueId;
      readonly coin: string;
      readonly amount: DecimalText;
    }
  /** Held already when these books were opened: what the venue says of it, taken over. */
  | AdoptedFact
  /** The USD worth of one coin from here on. */
  | { readonly kind: 'rate'; readonly coin: string; readonly usd: DecimalText; readonly atMs: AtMs };

export interface FillFact {
  readonly kind: 'fill';
  readonly fill: Fill;
  /** Mid of the book when the order was decided, in quote units. */
  readonly decisionMid: DecimalText;
  /** Of the instrument: base units (inverse: quote units) in one unit of quantity. */
  readonly contractSize: DecimalText;
  readonly cycle: string;
}

export interface AdoptedFact {
  readonly kind: 'adopted';
  readonly id: string;
  readonly atMs: AtMs;
  readonly market: MarketKey;
  /** Signed, in the venue's unit; positive long. */
  readonly quantity: DecimalText;
  /** Signed value at the entry price in the settle coin, as of a lot. */
  readonly cost: DecimalText;
  readonly contractSize: DecimalText;
  readonly cycle: string;
}

export interface CostFact<Kind extends 'financing' | 'fixed'> {
  readonly kind: Kind;
  readonly id: string;
  readonly atMs: AtMs;
  readonly venue: VenueId;
  readonly coin: string;
  /** Positive is a cost. */
  readonly amount: DecimalText;
  readonly cycle: string;
}
