import { symbolOf, symbolParts } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { Decimal, DecimalText } from '../../domain/money.ts';
import type { Markets } from '../../market/market.stream.ts';

/** Prices that money is valued at. A market that was lost has none: a frozen price is not a price. */
export class Prices {
  readonly #markets: Markets;
  readonly #dollarQuotes: readonly string[];
  readonly #dollarValueOf: (coin: string) => DecimalText | undefined;

  /** `dollarValueOf` says what is seen of a dollar coin's peg; `undefined` while nobody prices it in another. */
  constructor(
    markets: Markets,
    dollarQuotes: readonly string[],
    dollarValueOf: (coin: string) => DecimalText | undefined = () => undefined,
  ) {
    this.#markets = markets;
    this.#dollarQuotes = dollarQuotes;
    this.#dollarValueOf = dollarValueOf;
  }

  /** Mark of a perpetual, mid where there is no mark, in the market's quote. */
  markOf(market: MarketKey): Decimal | undefined {
    const known = this.#markets.find(market);
    const price = known?.mark ?? known?.mid;
    return price === undefined ? undefined : decimal(price);
  }

  /** Dollars for one coin: of a dollar coin by its peg, else from the first market with a price: its index, else its mid. */
  usdOf(coin: string): DecimalText | undefined {
    if (this.#dollarQuotes.includes(coin)) return this.#dollarValueOf(coin);
    for (const market of this.#markets.all()) {
      const { base, quote } = symbolParts(symbolOf(market.key));
      const price = market.index ?? market.mid;
      if (base === coin && price !== undefined && this.#dollarQuotes.includes(quote)) return text(price);
    }
    return undefined;
  }
}
