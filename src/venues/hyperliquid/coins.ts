import { isRecord } from '../../domain/codec.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent, TopEvent } from '../../domain/market-event.ts';
import { decimal } from '../../domain/money.ts';
import type { AtMs } from '../../domain/units.ts';
import { hours } from '../../domain/units.ts';
import { Pulse } from '../pulse.ts';
import { isSymbolText } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { Refusals, shown, wireNumber } from '../wire-value.ts';

export const HYPERLIQUID = venueId('hyperliquid');
export const refusals = new Refusals(HYPERLIQUID);

/** Charged every hour on the UTC hour; every rate the venue names is per hour. */
export const INTERVAL_HOURS = hours(1);
/** Largest rate per hour the venue charges, a fraction. */
export const RATE_PER_HOUR_MAX = 0.04;

/** Coins kept; the first dex lists some 240. */
const COINS_MAX = 5000;
const ONE = decimal(1);
const FINEST = decimal('0.00000001');
const MIN_NOTIONAL_USDC = decimal(10);

/** What the decoder remembers of one coin. */
export interface HyperliquidMarket {
  instrument: Instrument;
  /** Venue time of the last whole book, and the socket it came over. */
  bookAtMs: AtMs | undefined;
  bookConn: string | undefined;
  /** The last best bid and ask; said again when a book older than it comes later. */
  touch: TopEvent | undefined;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
}

/**
 * The perpetuals of the first dex by name. Until the venue's list was read a coin is assumed to exist; afterwards an
 * unlisted one is refused. A Map, so that no name can reach a prototype.
 */
export class CoinTable {
  readonly #byName = new Map<string, HyperliquidMarket>();
  #isListed = false;

  get(name: string): HyperliquidMarket | undefined {
    return this.#byName.get(name);
  }

  markets(): Iterable<HyperliquidMarket> {
    return this.#byName.values();
  }

  /** The market of a coin; a reason why it is none of ours; for a coin not listed yet its assumed instrument too. */
  find(name: unknown): { readonly market: HyperliquidMarket; readonly assumed?: Instrument } | MarketEvent {
    if (typeof name !== 'string') return refusals.refuse('frame.missing-field', `coin is ${shown(name)}`);
    const known = this.#byName.get(name);
    if (known !== undefined) return { market: known };
    const foreign = foreignCoin(name);
    if (foreign !== undefined) return refusals.refuse('frame.unknown-symbol', `${shown(name)} is ${foreign}`);
    if (this.#isListed || this.#byName.size >= COINS_MAX)
      return refusals.refuse('frame.unknown-symbol', `${shown(name)} is not in the venue's list`);
    const assumed = assumedInstrument(name);
    return { market: this.#put(assumed), assumed };
  }

  /** The perpetuals of a `meta` answer: an instrument each, or what is wrong with a row. */
  list(universe: readonly unknown[]): readonly MarketEvent[] {
    this.#isListed = true;
    return universe.slice(0, COINS_MAX).map((row): MarketEvent => {
      const instrument = listedInstrument(isRecord(row) ? row : {});
      if ('type' in instrument) return instrument;
      this.#put(instrument);
      return { type: 'instrument', instrument };
    });
  }

  #put(instrument: Instrument): HyperliquidMarket {
    const known = this.#byName.get(instrument.nativeSymbol);
    if (known !== undefined) {
      known.instrument = instrument;
      return known;
    }
    const market: HyperliquidMarket = {
      instrument,
      bookAtMs: undefined,
      bookConn: undefined,
      touch: undefined,
      mark: new Pulse(),
      index: new Pulse(),
      funding: new Pulse(),
    };
    this.#byName.set(instrument.nativeSymbol, market);
    return market;
  }
}

/** Why a name is no perpetual of the first dex; `undefined` when it may be one. Prefixes are never stripped. */
const foreignCoin = (name: string): string | undefined => {
  if (name.includes(':')) return 'a market of a builder-deployed dex (HIP-3)';
  if (name.startsWith('@') || name.includes('/')) return 'a spot pair';
  if (name.startsWith('#')) return 'an outcome market';
  return isSymbolText(name) ? undefined : 'not a name';
};

/** The part of an instrument that its name determines. `kPEPE` holds 1,000 PEPE; CCXT writes it KPEPE. */
const identity = (name: string) => {
  const isThousand = /^k[A-Z0-9]/.test(name);
  const symbol = symbolId(`${name.toUpperCase()}/USDC:USDC`);
  return {
    market: marketKey(HYPERLIQUID, symbol),
    venue: HYPERLIQUID,
    symbol,
    nativeSymbol: name,
    coin: coinId(isThousand ? name.slice(1) : name),
    kind: 'linear',
    quote: 'USDC',
    settle: 'USDC',
    multiplier: isThousand ? 1000 : 1,
    contractSize: ONE,
    minNotional: MIN_NOTIONAL_USDC,
    fundingIntervalHours: INTERVAL_HOURS,
    fundingCap: RATE_PER_HOUR_MAX,
  } as const;
};

const assumedInstrument = (name: string): Instrument => ({
  ...identity(name),
  tickSize: FINEST,
  lotSize: FINEST,
  minQuantity: FINEST,
  status: 'trading',
  source: 'assumed',
});

/** Significant digits of a price. */
const PRICE_DIGITS = 5;

/**
 * A row of `universe`. A price has at most 6 - szDecimals decimals, which is `tickSize`, and at most 5 significant
 * digits (whole numbers excepted), which no fixed tick can say: execution rounds to both.
 */
const listedInstrument = (row: Fields): Instrument | MarketEvent => {
  const { name } = row;
  if (typeof name !== 'string' || name === '')
    return refusals.refuse('frame.missing-field', `meta: name is ${shown(name)}`);
  const foreign = foreignCoin(name);
  if (foreign !== undefined) return refusals.control('unused', `meta: ${shown(name)} is ${foreign}`);
  const sizeDecimals = wireNumber(row.szDecimals);
  if (!Number.isInteger(sizeDecimals) || sizeDecimals < 0 || sizeDecimals > 6)
    return refusals.number(`meta ${name}`, 'szDecimals', row.szDecimals);
  const lotSize = decimal(`1e-${sizeDecimals}`);
  return {
    ...identity(name),
    tickSize: decimal(`1e-${6 - sizeDecimals}`),
    priceDigits: PRICE_DIGITS,
    lotSize,
    minQuantity: lotSize,
    status: row.isDelisted === true ? 'halted' : 'trading',
    source: 'listed',
  };
};
