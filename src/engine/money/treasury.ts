import { asJson } from '../../domain/codec.ts';
import { actorId, kindOf, symbolOf, symbolParts } from '../../domain/ids.ts';
import type { CoinId, MarketKey, VenueId } from '../../domain/ids.ts';
import { ZERO, decimal, sum, text } from '../../domain/money.ts';
import type { Decimal, DecimalText } from '../../domain/money.ts';
import type { Fill, FundingPayment } from '../../domain/order.ts';
import { wordsOf } from '../../ledger/account.ts';
import type { UsdAttribution } from '../../ledger/attribution.ts';
import { createLedger } from '../../ledger/ledger.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { AdoptedFact, MoneyFact } from '../../ledger/money-fact.ts';
import { putInUsd } from '../../ledger/put-in.ts';
import type { Markets } from '../../market/market.stream.ts';
import { OpenProfits } from './open-profits.ts';
import type { OpenProfit } from './open-profits.ts';
import type { FactBody, Outbox } from '../outbox.ts';
import { Prices } from './prices.ts';

export interface TreasuryParts {
  readonly outbox: Outbox;
  readonly markets: Markets;
  /** Rows of an earlier life. */
  readonly stored: Readonly<Record<string, string>>;
  /** Coins taken as dollars at the journaled rate 1, unless `dollarValueOf` has seen otherwise. */
  readonly dollarQuotes: readonly string[];
  readonly dollarValueOf?: (coin: string) => DecimalText | undefined;
  /** Hears each fill once, in the transaction that books it. */
  readonly onFill?: (fill: Fill, contractSize: Decimal) => void;
}

/** What equity is made of at one instant, USD; `undefined` while a price is missing. */
export interface EquityView {
  readonly total: Decimal;
  /** Capital, closed cycles, and settled funding and costs of open ones (economics 8). */
  readonly realized: Decimal;
  readonly unrealized: Decimal;
}

const ACTOR = actorId('ledger');

/** The single writer of money: venue records in, balanced entries and facts out. */
export class Treasury {
  readonly ledger: Ledger;
  readonly #parts: TreasuryParts;
  readonly #prices: Prices;
  readonly #cycles = new Set<string>();
  readonly #capitalCoins = new Set<string>();
  /** Coins of each venue's wallets. */
  readonly #wallets = new Map<string, Set<string>>();
  readonly #profits = new OpenProfits();
  readonly #closedNet = new Map<string, Decimal>();
  /** Realized equity with these cycles open: it changes with what is booked, and with nothing else. */
  #realized: { readonly open: string; readonly usd: Decimal } | undefined;

  constructor(parts: TreasuryParts) {
    this.#parts = parts;
    this.#prices = new Prices(parts.markets, parts.dollarQuotes, parts.dollarValueOf);
    this.ledger = createLedger(parts.stored);
    for (const row of Object.keys(parts.stored)) this.#noteRow(row);
  }

  /** Books a fill once; false when it was counted before. */
  bookFill(
    fill: Fill,
    about: { readonly cycle: string; readonly coin: CoinId; readonly decisionMid: DecimalText },
  ): boolean {
    const contractSize = this.#parts.markets.find(fill.market)?.instrument?.contractSize;
    if (contractSize === undefined) throw new Error(`a fill on a market without an instrument: ${fill.market}`);
    const { base, quote, settle } = symbolParts(symbolOf(fill.market));
    for (const coin of new Set([settle, quote, fill.feeCoin, ...(kindOf(fill.market) === 'spot' ? [base] : [])]))
      this.#ensureRate(coin);
    const { cycle, coin, decisionMid } = about;
    const booking = { cycle, decisionMid, contractSize: text(contractSize) };
    const isNew = this.#post({ kind: 'fill', fill, ...booking }, 'fill.booked', { coin, ...booking, ...flat(fill) });
    if (isNew) this.#parts.onFill?.(fill, contractSize);
    return isNew;
  }

  /** Books a funding payment once, as the venue recorded it. */
  bookFunding(payment: FundingPayment, cycle: string): boolean {
    this.#ensureRate(payment.coin);
    return this.#post({ kind: 'funding', payment, cycle }, 'funding.paid', { cycle, ...flat(payment) });
  }

  /** Takes over what a venue says is held on a market that these books know nothing of. */
  adopt(market: MarketKey, held: Omit<AdoptedFact, 'kind' | 'id' | 'atMs' | 'market'>, told: FactBody): void {
    this.#ensureRate(symbolParts(symbolOf(market)).settle);
    const fact: AdoptedFact = { kind: 'adopted', id: held.cycle, atMs: this.#parts.outbox.nowMs, market, ...held };
    this.#post(fact, 'position.adopted', { market, ...held, ...told });
  }

  /** Books what was put into a wallet or taken out once, by its id. */
  bookCapital(capital: Omit<Extract<MoneyFact, { kind: 'capital' }>, 'kind'>, type: string, body: FactBody): boolean {
    this.#ensureRate(capital.coin);
    return this.#post({ kind: 'capital', ...capital }, type, body);
  }

  /** Equity at the marks; `undefined` while a coin or a market cannot be valued. */
  equity(openCycles: ReadonlySet<string>): EquityView | undefined {
    this.#refreshRates();
    const equity = this.ledger.equity((market) => this.#prices.markOf(market));
    if (equity.kind === 'unvalued') return undefined;
    const realized = this.#realizedUsd(openCycles);
    return { total: equity.totalUsd, realized, unrealized: equity.totalUsd.minus(realized) };
  }

  /**
   * Equity at the marks and the rates journaled last, USD; `undefined` while something cannot be valued. Looking books
   * nothing: whoever watches must not change the journal.
   */
  totalEquityUsd(): number | undefined {
    const equity = this.ledger.equity((market) => this.#prices.markOf(market));
    return equity.kind === 'unvalued' ? undefined : equity.totalUsd.toNumber();
  }

  /** What was put in, USD at the journaled rates. */
  capitalUsd(): Decimal {
    return putInUsd(this.ledger, this.#capitalCoins);
  }

  attribution(cycle: string): UsdAttribution {
    return this.ledger.attributionUsd(cycle);
  }

  /** Nets of the closed cycles, USD. */
  closed(): { readonly cycles: number; readonly netUsd: Decimal } {
    return { cycles: this.#closedNet.size, netUsd: sum(this.#closedNet.values()) };
  }

  /** Settled funding and fees of all cycles, USD. */
  totals(): { readonly fundingUsd: Decimal; readonly feesUsd: Decimal } {
    const valued = [...this.#cycles].map((cycle) => this.attribution(cycle)).filter((one) => one.kind === 'valued');
    return { fundingUsd: sum(valued.map(({ funding }) => funding)), feesUsd: sum(valued.map(({ fees }) => fees)) };
  }

  /** A cycle came to its end: its net, USD, is realized from here on. */
  closeCycle(cycle: string): Decimal {
    const attribution = this.attribution(cycle);
    if (attribution.kind === 'unvalued') return ZERO;
    this.#closedNet.set(cycle, attribution.net);
    this.#realized = undefined;
    return attribution.net;
  }

  /** Open profit of one market at its mark; `undefined` when it cannot be valued. */
  openProfit(market: MarketKey, mark = this.#prices.markOf(market)): OpenProfit | undefined {
    const lot = this.ledger.lot(market);
    if (lot === undefined) return { sincePaidUsd: 0, sinceMidUsd: 0 };
    const rate = this.ledger.usdRate(symbolParts(symbolOf(market)).settle);
    if (mark === undefined || rate === undefined) return undefined;
    return this.#profits.of(lot, { mark, rate });
  }

  /** Coins that a venue has or had in its wallets. */
  walletCoins(venue: VenueId): readonly string[] {
    return [...(this.#wallets.get(venue) ?? [])];
  }

  /** Absolute notional of what is held on a market at its mark, USD. */
  notionalUsd(market: MarketKey): number {
    const lot = this.ledger.lot(market);
    const mark = this.#prices.markOf(market);
    if (lot === undefined || mark === undefined) return 0;
    const size = lot.quantity.abs().times(lot.contractSize);
    return (kindOf(market) === 'inverse' ? size : size.times(mark)).toNumber();
  }

  /** USD for one unit of a coin, as journaled; 0 when it was never known. */
  usdPer(coin: string): number {
    this.#ensureRate(coin);
    return (this.ledger.usdRate(coin) ?? ZERO).toNumber();
  }

  #post(fact: MoneyFact, type: string, body: FactBody): boolean {
    const posted = this.ledger.post(fact);
    if (posted.status === 'duplicate') return false;
    this.#realized = undefined;
    for (const [row, balance] of Object.entries(posted.changedBalances)) {
      this.#noteRow(row);
      this.#parts.outbox.balance(row, balance);
    }
    // a payment or a late fill of a closed cycle changes what it came to
    if ('cycle' in fact) this.#closedNet.delete(fact.cycle);
    this.#parts.outbox.fact(type, ACTOR, body);
    return true;
  }

  #noteRow(row: string): void {
    const [kind, second, third] = wordsOf(row);
    if (second === undefined) return;
    if (kind === 'cycle') this.#cycles.add(second);
    else if (kind === 'capital') this.#capitalCoins.add(second);
    else if (kind === 'wallet' && third !== undefined)
      this.#wallets.set(second, (this.#wallets.get(second) ?? new Set()).add(third));
  }

  #realizedUsd(openCycles: ReadonlySet<string>): Decimal {
    const open = [...openCycles].join(' ');
    if (this.#realized?.open === open) return this.#realized.usd;
    const usd = sum([this.capitalUsd(), ...[...this.#cycles].map((cycle) => this.#realizedOf(cycle, openCycles))]);
    this.#realized = { open, usd };
    return usd;
  }

  #realizedOf(cycle: string, openCycles: ReadonlySet<string>): Decimal {
    if (!openCycles.has(cycle)) return this.#closedNet.get(cycle) ?? this.closeCycle(cycle);
    const attribution = this.attribution(cycle);
    if (attribution.kind === 'unvalued') return ZERO;
    const { funding, fees, financing, fixed } = attribution;
    return funding.minus(fees).minus(financing).minus(fixed);
  }

  /** The first rate of a coin, when it is asked for: a dollar coin's is 1 unless its peg is seen broken. */
  #ensureRate(coin: string): void {
    if (this.ledger.usdRate(coin) !== undefined) return;
    const usd = this.#prices.usdOf(coin) ?? (this.#parts.dollarQuotes.includes(coin) ? text(1) : undefined);
    if (usd !== undefined) this.#postRate(coin, usd);
  }

  #refreshRates(): void {
    for (const coin of new Set([...this.#wallets.values()].flatMap((coins) => [...coins]))) {
      const usd = this.#prices.usdOf(coin);
      if (usd !== undefined && this.ledger.usdRate(coin)?.equals(decimal(usd)) !== true) this.#postRate(coin, usd);
    }
  }

  #postRate(coin: string, usd: DecimalText): void {
    const { outbox, dollarQuotes } = this.#parts;
    const posted = this.ledger.post({ kind: 'rate', coin, usd, atMs: outbox.nowMs });
    this.#realized = undefined;
    for (const [row, balance] of Object.entries(posted.changedBalances)) outbox.balance(row, balance);
    const source = dollarQuotes.includes(coin) && decimal(usd).equals(1) ? 'configured' : 'market';
    outbox.fact('rate.journaled', ACTOR, { coin, usd, source });
  }
}

const flat = (record: object): FactBody => asJson(record) as FactBody;
