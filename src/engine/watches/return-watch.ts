import { DailyReturns } from '../../analytics/daily-returns.ts';
import type { DailyCloses } from '../../domain/daily-closes.ts';
import type { CoinId } from '../../domain/ids.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Market } from '../../market/market.ts';
import type { Markets } from '../../market/market.stream.ts';

/** Sees each coin's price once an hour, for the correlation of daily returns that the limits ask for. */
export class ReturnWatch {
  readonly #markets: Pick<Markets, 'all'>;
  readonly #returns = new DailyReturns();
  #nextHour = -Infinity;

  constructor(markets: Pick<Markets, 'all'>) {
    this.#markets = markets;
  }

  /** Called often, looks once an hour. A coin stays with its market while that has a price. */
  look(nowMs: AtMs): void {
    const hour = Math.floor(nowMs / MS_PER_HOUR);
    if (hour < this.#nextHour) return;
    this.#nextHour = hour + 1;
    for (const [coin, market] of this.#chosen()) {
      const price = priceOf(market);
      if (price !== undefined) this.#returns.observe(coin, { market: market.key, price }, nowMs);
    }
  }

  /** What a history knows of the days before this process. */
  remember(closes: Readonly<Record<string, DailyCloses>>): void {
    for (const [coin, days] of Object.entries(closes)) this.#returns.remember(coin as CoinId, days);
  }

  correlation = (a: CoinId, b: CoinId): number | undefined => this.#returns.correlation(a, b);

  /** The market of each coin whose prices count: the one before, else the first by its key. */
  #chosen(): ReadonlyMap<CoinId, Market> {
    const chosen = new Map<CoinId, Market>();
    for (const market of this.#markets.all()) {
      const coin = market.instrument?.coin;
      if (coin === undefined || priceOf(market) === undefined) continue;
      const before = chosen.get(coin);
      const known = this.#returns.marketOf(coin);
      if (before === undefined || market.key === known || (before.key !== known && market.key < before.key))
        chosen.set(coin, market);
    }
    return chosen;
  }
}

const priceOf = ({ mark, mid }: Market): number | undefined => mark ?? mid;
