import { symbolOf, symbolParts } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { Markets } from '../market/market.stream.ts';

/** Prices that money is valued at. A market that was lost has none: a frozen price is not a price. */
export class Prices {
  readonly #markets: Markets;
  readonly #dollarQuotes: readonly string[];

  constructor(markets: Markets, dollarQuotes: readonly string[]) {
    this.#markets = markets;
    this.#dollarQuotes = dollarQuotes;
  }

  /** Mark of a perpetual, mid where there is no mark, in the market's quote. */
  markOf(market: MarketKey): Decimal | undefined {
    const known = this.#markets.find(market);
    const price = known?.mark ?? known?.mid;
    return price === undefined ? undefined : decimal(price);
  }

  /** Dollars for one coin, from the first market of it that has a price: its index, else its mid. */
  usdOf(coin: string): DecimalText | undefined {
    for (const market of this.#markets.all()) {
      const { base, quote } = symbolParts(symbolOf(market.key));
      const price = market.index ?? market.mid;
      if (base === coin && price !== undefined && this.#dollarQuotes.includes(quote)) return text(price);
    }
    return undefined;
  }
}
