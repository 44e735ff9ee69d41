import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { venueOf } from '../domain/ids.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { FundingPayment } from '../domain/order.ts';
import { hasTexts, numberIn, textIn } from './fact-body.ts';
import { fundingDifference } from './funding-difference.ts';
import type { FundingDifference, Prediction } from './funding-difference.ts';
import { moneyFactOf } from './money-facts.ts';

/** A rate with the interval it is for. */
export interface Rate {
  readonly rate: number;
  readonly intervalHours: number;
}

/** What was heard last before a settlement. */
export interface LastWord extends Prediction {
  readonly observedAtMs: number;
}

/** One payment of the venue beside what was predicted for it. An estimate stands in no figure of what was credited. */
export interface FundingRow {
  readonly payment: FundingPayment;
  readonly cycle: string;
  /** As it stood when the entry was approved. */
  readonly atEntry: Rate | undefined;
  readonly lastWord: LastWord | undefined;
  readonly difference: FundingDifference | undefined;
}

/** A settlement that passed for what was held, and that no record of the venue has answered up to the end. */
export interface AwaitedPayment {
  readonly market: MarketKey;
  readonly settlementAtMs: number;
}

/** What one venue credited in one coin: the sum of its own records, to the last decimal. */
export interface Statement {
  readonly venue: VenueId;
  readonly coin: string;
  readonly payments: number;
  readonly credited: Decimal;
}

const EXPECTED = ['market', 'price', 'quantity', 'contractSize', 'amount'] as const;

/** Collects from the facts what was predicted for every settlement and what the venues paid. */
export class FundingTruth {
  readonly #payments: { readonly payment: FundingPayment; readonly cycle: string }[] = [];
  /** By market and settlement, the first word on each: an engine that starts again may repeat what it told. */
  readonly #expected = new Map<string, { readonly at: AwaitedPayment; readonly word: LastWord }>();
  /** Rates of the last approved entry of each position, and of each cycle, by market. */
  readonly #approved = new Map<string, ReadonlyMap<string, Rate>>();
  readonly #entries = new Map<string, ReadonlyMap<string, Rate>>();

  fold(fact: Fact): void {
    const { type, actor, body } = fact;
    if (type === 'entry.approved') this.#approved.set(actor, ratesOf(body['evidence']));
    else if (type === 'cycle.opened') {
      const rates = this.#approved.get(actor);
      if (rates !== undefined) this.#entries.set(textIn(body, 'cycle') ?? '', rates);
      this.#approved.delete(actor);
    } else if (type === 'funding.expected') this.#expect(fact);
    else if (type === 'funding.paid') {
      const money = moneyFactOf(fact);
      if (money !== undefined && money !== 'incomplete' && money.kind === 'funding') this.#payments.push(money);
    }
  }

  /** One a payment, in the order of the settlements. */
  rows(): readonly FundingRow[] {
    const words = new Map([...this.#expected].map(([key, { word }]) => [key, word]));
    return this.#inOrder().map(({ payment, cycle }) => {
      const key = keyOf(payment);
      const lastWord = words.get(key);
      // a second payment of one settlement is not what the estimate was for
      words.delete(key);
      return {
        payment,
        cycle,
        atEntry: this.#entries.get(cycle)?.get(payment.market),
        lastWord,
        difference: lastWord === undefined ? undefined : fundingDifference(lastWord, settlementOf(payment)),
      };
    });
  }

  awaited(): readonly AwaitedPayment[] {
    const paid = new Set(this.#payments.map(({ payment }) => keyOf(payment)));
    return [...this.#expected].flatMap(([key, { at }]) => (paid.has(key) ? [] : [at]));
  }

  /** By venue and coin. */
  statements(): readonly Statement[] {
    const statements = new Map<string, Statement>();
    for (const { payment } of this.#payments) {
      const [venue, coin] = [venueOf(payment.market), payment.coin];
      const known = statements.get(`${venue} ${coin}`) ?? { venue, coin, payments: 0, credited: ZERO };
      const credited = known.credited.plus(payment.amount);
      statements.set(`${venue} ${coin}`, { ...known, payments: known.payments + 1, credited });
    }
    return [...statements].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, statement]) => statement);
  }

  #expect({ body }: Fact): void {
    const [settlementAtMs, observedAtMs] = [numberIn(body, 'settlementAtMs'), numberIn(body, 'observedAtMs')];
    const [rate, intervalHours] = [numberIn(body, 'rate'), numberIn(body, 'intervalHours')];
    if (!hasTexts(body, EXPECTED) || settlementAtMs === undefined || observedAtMs === undefined) return;
    if (rate === undefined || intervalHours === undefined) return;
    const at = { market: body.market as MarketKey, settlementAtMs };
    if (this.#expected.has(keyOf(at))) return;
    const terms = { rate: decimal(rate), quantity: decimal(body.quantity), price: decimal(body.price) };
    const contractSize = decimal(body.contractSize);
    const predictedForMs = numberIn(body, 'predictedForMs');
    this.#expected.set(keyOf(at), {
      at,
      word: { ...terms, intervalHours, contractSize, observedAtMs, predictedForMs },
    });
  }

  #inOrder(): readonly { readonly payment: FundingPayment; readonly cycle: string }[] {
    return [...this.#payments].sort(
      ({ payment: a }, { payment: b }) =>
        a.settlementAtMs - b.settlementAtMs || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0),
    );
  }
}

const keyOf = ({ market, settlementAtMs }: AwaitedPayment): string => `${market} ${settlementAtMs}`;

const settlementOf = ({ market, amount, rate, quantity, settlementPrice, settlementAtMs }: FundingPayment) => ({
  market,
  atMs: settlementAtMs,
  amount: decimal(amount),
  rate: decimal(rate),
  quantity: decimal(quantity),
  price: decimal(settlementPrice),
});

/** The rates an approval stood on, by market; a spot leg has none. */
const ratesOf = (evidence: unknown): ReadonlyMap<string, Rate> => {
  const rates = new Map<string, Rate>();
  for (const leg of Array.isArray(evidence) ? (evidence as readonly unknown[]) : []) {
    if (!isRecord(leg)) continue;
    const { market, rate, intervalHours } = leg;
    if (typeof market === 'string' && typeof rate === 'number' && typeof intervalHours === 'number')
      rates.set(market, { rate, intervalHours });
  }
  return rates;
};
