import { actorId, symbolOf, symbolParts } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Market } from '../../market/market.ts';
import type { Markets } from '../../market/market.stream.ts';
import { depegFraction, dollarValues } from '../../risk/depeg.ts';
import type { PegReading } from '../../risk/depeg.ts';
import { heldSince } from '../../risk/risk-level.ts';
import type { Config } from '../config/config.ts';
import { earliest } from './earliest.ts';
import type { Outbox } from '../outbox.ts';

export interface PegWatchParts {
  readonly outbox: Outbox;
  readonly markets: Markets;
  readonly config: Pick<Config, 'limits' | 'universe'>;
}

interface Peg {
  readonly state: 'pegged' | 'broken';
  /** Dollars, as seen last. */
  readonly value: number;
  /** Since when what is seen speaks against the state. */
  readonly turningSinceMs: AtMs | undefined;
}

/** How a market tells what dollar coins are worth: by its price beside that of the same coin in another, or in itself. */
type Role =
  | { readonly kind: 'none' }
  | { readonly kind: 'direct'; readonly coin: string; readonly inCoin: string }
  | { readonly kind: 'quoted'; readonly group: string; readonly quote: string; readonly by: 'index' | 'mid' };

/** Two prices make a ratio when they were told within this of each other, ms: a market moves in more. */
const APART_MAX_MS = 5000;
/** A broken peg has come back once it is within this part of the band again. */
const BACK_WITHIN = 0.5;

/** What dollar coins are worth, from markets of the same coin in several of them and from markets of one in another. */
export class PegWatch {
  readonly #parts: PegWatchParts;
  readonly #roles = new Map<MarketKey, Role>();
  readonly #pegs = new Map<string, Peg>();

  constructor(parts: PegWatchParts) {
    this.#parts = parts;
  }

  look(nowMs: AtMs): void {
    const { depegMaxFraction, divergenceForMs } = this.#parts.config.limits;
    const values = dollarValues(this.#readings(nowMs));
    // what nobody tells any more neither breaks nor comes back
    for (const [coin, peg] of this.#pegs)
      if (!values.has(coin)) this.#pegs.set(coin, { ...peg, turningSinceMs: undefined });
    for (const [coin, value] of values) {
      const before = this.#pegs.get(coin) ?? { state: 'pegged', value, turningSinceMs: undefined };
      const band = depegMaxFraction * (before.state === 'broken' ? BACK_WITHIN : 1);
      const seen = depegFraction(value) > band ? 'broken' : 'pegged';
      const turningSinceMs = heldSince(before.turningSinceMs, nowMs, seen === before.state ? 'not' : 'so');
      const isOver = turningSinceMs !== undefined && nowMs - turningSinceMs >= divergenceForMs;
      this.#pegs.set(coin, {
        value,
        ...(isOver ? { state: seen, turningSinceMs: undefined } : { ...before, turningSinceMs, value }),
      });
      if (isOver)
        this.#parts.outbox.fact(`risk.peg-${seen === 'broken' ? 'broken' : 'back'}`, actorId('risk'), {
          coin,
          usd: value,
          limitFraction: depegMaxFraction,
        });
    }
  }

  /** Coins whose peg is broken, with what they are worth. */
  broken(): ReadonlyMap<string, number> {
    return new Map([...this.#pegs].flatMap(([coin, { state, value }]) => (state === 'broken' ? [[coin, value]] : [])));
  }

  /** When something seen will have lasted long enough to count. */
  deadlineAfter(lookedAtMs: number): AtMs | undefined {
    const { divergenceForMs } = this.#parts.config.limits;
    return earliest(
      [...this.#pegs.values()].map(({ turningSinceMs: since }) =>
        since === undefined ? undefined : ((since + divergenceForMs) as AtMs),
      ),
      lookedAtMs,
    );
  }

  /** Dollars a dollar coin is valued at: one while its peg holds, `undefined` while nobody has said anything of it. */
  valueOf = (coin: string): DecimalText | undefined => {
    const peg = this.#pegs.get(coin);
    if (peg === undefined) return undefined;
    return text(peg.state === 'pegged' ? 1 : peg.value.toFixed(4));
  };

  #readings(nowMs: AtMs): readonly PegReading[] {
    const readings: PegReading[] = [];
    const groups = new Map<string, Map<string, Told>>();
    for (const market of this.#parts.markets.all()) {
      const role = this.#roleOf(market);
      if (role.kind === 'none') continue;
      const told = role.kind === 'quoted' && role.by === 'index' ? indexOf(market) : midOf(market);
      if (told === undefined || nowMs - told.atMs > OLD_MS) continue;
      if (role.kind === 'direct') readings.push({ coin: role.coin, inCoin: role.inCoin, ratio: told.price });
      else groups.set(role.group, (groups.get(role.group) ?? new Map<string, Told>()).set(role.quote, told));
    }
    for (const quotes of groups.values()) if (quotes.size > 1) readings.push(...ratiosOf(quotes));
    return readings;
  }

  #roleOf({ key, venue, kind }: Market): Role {
    const known = this.#roles.get(key);
    if (known !== undefined) return known;
    const { dollarQuotes } = this.#parts.config.universe;
    const { base, quote } = symbolParts(symbolOf(key));
    const by = kind === 'spot' ? 'mid' : 'index';
    let role: Role = { kind: 'none' };
    if (dollarQuotes.includes(quote))
      role =
        kind === 'spot' && dollarQuotes.includes(base)
          ? { kind: 'direct', coin: base, inCoin: quote }
          : { kind: 'quoted', group: `${venue} ${base} ${by}`, quote, by };
    this.#roles.set(key, role);
    return role;
  }
}

interface Told {
  readonly price: number;
  readonly atMs: AtMs;
}

/** A price nobody repeated for so long says nothing of now, ms. */
const OLD_MS = 60_000;

const indexOf = ({ index, pricedAtMs }: Market): Told | undefined =>
  index === undefined || pricedAtMs === undefined ? undefined : { price: index, atMs: pricedAtMs };

const midOf = ({ mid, bookTime }: Market): Told | undefined =>
  mid === undefined || bookTime === undefined ? undefined : { price: mid, atMs: bookTime.arrivedAtMs };

/** Each quote against the first by name: one coin costs so much of the one and so much of the other. */
const ratiosOf = (quotes: ReadonlyMap<string, Told>): readonly PegReading[] => {
  const [first, ...rest] = [...quotes].sort(([a], [b]) => (a < b ? -1 : 1));
  if (first === undefined) return [];
  const [inCoin, own] = first;
  return rest.flatMap(([coin, { price, atMs }]) =>
    Math.abs(atMs - own.atMs) > APART_MAX_MS ? [] : [{ coin, inCoin, ratio: own.price / price }],
  );
};
