import { actorId, kindOf, symbolOf, symbolParts, venueOf } from '../../domain/ids.ts';
import type { MarketKey, VenueId } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { FundingPayment } from '../../domain/order.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import { expectedFunding } from '../../ledger/expected-funding.ts';
import type { FundingWord } from '../../market/ended-period.ts';
import type { Market } from '../../market/market.ts';
import type { Markets } from '../../market/market.stream.ts';
import type { Outbox } from '../outbox.ts';
import type { Treasury } from './treasury.ts';

export interface FundingDeskParts {
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  readonly markets: Markets;
  /** The price a venue settles on, where it is not the mark. */
  readonly settlesOn: ReadonlyMap<VenueId, 'mark' | 'index' | undefined>;
}

/** What the coming settlement of a held market would bring by what is known now, USD, positive received. Never booked. */
export interface ComingFunding {
  readonly settlementAtMs: number;
  readonly rate: number;
  readonly amountUsd: number;
}

/**
 * What was predicted last for each settlement of what is held, journaled once when the settlement has passed: the venue's
 * own figures come with its payment, and both are compared afterwards. An estimate is never booked.
 */
export class FundingDesk {
  readonly #parts: FundingDeskParts;
  readonly #toldMs = new Map<MarketKey, number>();
  /** Settlements up to here were looked at. */
  #watchedMs: number | undefined;

  constructor(parts: FundingDeskParts) {
    this.#parts = parts;
  }

  /** Once a minute. What was settled before the first look was not seen. */
  watch(): void {
    const { outbox, treasury, markets } = this.#parts;
    const { nowMs } = outbox;
    const sinceMs = this.#watchedMs ?? nowMs;
    this.#watchedMs = nowMs;
    for (const { market } of treasury.ledger.lots()) {
      const known = markets.find(market);
      for (const word of known === undefined ? [] : wordsOn(known)) {
        const settlementAtMs = dueAt(word, nowMs);
        if (settlementAtMs > sinceMs && settlementAtMs <= nowMs) this.#tell(word, settlementAtMs);
      }
    }
  }

  /** A payment came, maybe before the minute was full: what was predicted for it is told first. */
  paid({ market, settlementAtMs }: FundingPayment): void {
    const known = this.#parts.markets.find(market);
    const words = known === undefined ? [] : wordsOn(known);
    const isFor = (word: FundingWord) => dueAt(word, settlementAtMs) === settlementAtMs;
    // an interval that changed unannounced: the estimate was for a later settlement
    const isBefore = ({ funding }: FundingWord) =>
      funding.observedAtMs <= settlementAtMs && funding.settlementAtMs > settlementAtMs;
    const word = words.find(isFor) ?? words.find(isBefore);
    if (word !== undefined) this.#tell(word, settlementAtMs);
  }

  /** What is estimated for the coming settlement of what is held on a market; `undefined` when nothing is or is known. */
  coming(market: MarketKey, nowMs: number): ComingFunding | undefined {
    const { treasury, markets, settlesOn } = this.#parts;
    const known = markets.find(market);
    const lot = treasury.ledger.lot(market);
    const [word] = known === undefined ? [] : wordsOn(known);
    const usd = treasury.ledger.usdRate(symbolParts(symbolOf(market)).settle);
    if (word === undefined || lot === undefined || usd === undefined || kindOf(market) === 'spot') return undefined;
    const price = settlesOn.get(venueOf(market)) === 'index' ? word.index : word.mark;
    const settlementAtMs = nextDueAt(word, nowMs);
    if (price === undefined || settlementAtMs <= nowMs) return undefined;
    const { rate } = chargedAtOnce(word);
    const amount = expectedFunding(lot, { rate, price: decimal(price) });
    return { settlementAtMs, rate, amountUsd: amount.times(usd).toNumber() };
  }

  #tell(word: FundingWord, settlementAtMs: number): void {
    const { outbox, treasury, settlesOn } = this.#parts;
    const { market, kind, observedAtMs } = word.funding;
    const lot = treasury.ledger.lot(market);
    const price = settlesOn.get(venueOf(market)) === 'index' ? word.index : word.mark;
    if (lot === undefined || price === undefined || kindOf(market) === 'spot') return;
    if (settlementAtMs <= (this.#toldMs.get(market) ?? -Infinity)) return;
    this.#toldMs.set(market, settlementAtMs);
    const { rate, intervalHours } = chargedAtOnce(word);
    outbox.fact('funding.expected', actorId('ledger'), {
      market,
      settlementAtMs,
      ...(kind === 'current' || word.funding.settlementAtMs === settlementAtMs
        ? {}
        : { predictedForMs: word.funding.settlementAtMs }),
      kind,
      rate,
      intervalHours,
      observedAtMs,
      price: text(price),
      quantity: text(lot.quantity),
      contractSize: text(lot.contractSize),
      amount: text(expectedFunding(lot, { rate, price: decimal(price) })),
    });
  }
}

/** What is known of a market's funding, the latest word first. */
const wordsOn = ({ lastWord, funding, accrualRate, mark, index }: Market): readonly FundingWord[] => [
  ...(funding === undefined ? [] : [{ funding, accrualRate, mark, index }]),
  ...(lastWord === undefined ? [] : [lastWord]),
];

/** The settlement a word is for. What accrues continuously is posted on the full hour, whatever hour it was heard in. */
const dueAt = ({ funding }: FundingWord, nowMs: number): number => {
  const fullHourMs = Math.floor(nowMs / MS_PER_HOUR) * MS_PER_HOUR;
  return funding.kind === 'current' && funding.observedAtMs <= fullHourMs ? fullHourMs : funding.settlementAtMs;
};

/** The settlement that is still to come; the past one where none has been announced. */
const nextDueAt = ({ funding }: FundingWord, nowMs: number): number =>
  funding.kind === 'current' ? (Math.floor(nowMs / MS_PER_HOUR) + 1) * MS_PER_HOUR : funding.settlementAtMs;

/** The rate of one posting: of a rate that accrues continuously, an hour of its 8-hour mean (economics 1). */
const chargedAtOnce = ({
  funding,
  accrualRate,
}: FundingWord): { readonly rate: number; readonly intervalHours: number } =>
  funding.kind === 'current'
    ? { rate: (accrualRate ?? funding.rate) / funding.intervalHours, intervalHours: 1 }
    : { rate: funding.rate, intervalHours: funding.intervalHours };
