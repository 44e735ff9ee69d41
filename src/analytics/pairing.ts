import type { Leg, Route } from '../domain/ids.ts';
import { routeKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';

export interface PairingSettings {
  /** Whether a spot leg may be sold short with borrowed coins. */
  readonly spotShort: 'forbidden' | 'borrow';
  /** Quotes taken as one price unit when the two legs differ; their drift is watched elsewhere. */
  readonly dollarQuotes: readonly string[];
}

export const defaultPairing: PairingSettings = {
  spotShort: 'forbidden',
  dollarQuotes: ['USD', 'USDT', 'USDC', 'FDUSD', 'USDE'],
};

/** Whether two instruments can be the legs of a route, which of them may be long, and what to mind. */
export type Pairing =
  | {
      readonly kind: 'pair';
      readonly routes: readonly Route[];
      /** Coin-margined: the collateral is an exposure of its own. */
      readonly flags: readonly 'inverse-leg'[];
    }
  | {
      readonly kind: 'unpaired';
      readonly because: 'same-market' | 'coin' | 'both-spot' | 'same-venue' | 'quote' | 'multiplier';
    };

/**
 * Pairs two instruments of one coin: perpetual with perpetual across venues, spot with perpetual on any venue. A spot leg
 * is only ever the long one unless borrowing is configured. Prices must be comparable per coin. Economics 2.
 */
export const pairLegs = (a: Instrument, b: Instrument, settings: PairingSettings = defaultPairing): Pairing => {
  const because = obstacle(a, b, settings);
  if (because !== undefined) return { kind: 'unpaired', because };
  const routes: Route[] = [];
  for (const [long, short] of [[a, b] as const, [b, a] as const])
    if (mayHold(short, 'short', settings)) routes.push({ coin: a.coin, long: long.market, short: short.market });
  const flags = a.kind === 'inverse' || b.kind === 'inverse' ? (['inverse-leg'] as const) : [];
  return { kind: 'pair', routes, flags };
};

/** Every route of a set of instruments, both orientations where both are allowed, in the order of their keys. */
export const routesOf = (
  instruments: readonly Instrument[],
  settings: PairingSettings = defaultPairing,
): readonly Route[] => {
  const byCoin = new Map<string, Instrument[]>();
  for (const instrument of instruments)
    byCoin.set(instrument.coin, [...(byCoin.get(instrument.coin) ?? []), instrument]);
  const routes: Route[] = [];
  for (const legs of byCoin.values())
    for (const [position, a] of legs.entries())
      for (const b of legs.slice(position + 1)) {
        const pairing = pairLegs(a, b, settings);
        if (pairing.kind === 'pair') routes.push(...pairing.routes);
      }
  return routes
    .map((route) => ({ route, key: routeKey(route) }))
    .sort((x, y) => (x.key < y.key ? -1 : 1))
    .map(({ route }) => route);
};

type Obstacle = Extract<Pairing, { kind: 'unpaired' }>['because'];

const obstacle = (a: Instrument, b: Instrument, settings: PairingSettings): Obstacle | undefined => {
  if (a.market === b.market) return 'same-market';
  if (a.coin !== b.coin) return 'coin';
  if (a.kind === 'spot' && b.kind === 'spot') return 'both-spot';
  if (a.venue === b.venue && a.kind !== 'spot' && b.kind !== 'spot') return 'same-venue';
  if (!isComparable(a.quote, b.quote, settings)) return 'quote';
  return isScale(a.multiplier) && isScale(b.multiplier) ? undefined : 'multiplier';
};

const isComparable = (a: string, b: string, { dollarQuotes }: PairingSettings): boolean =>
  dollarQuotes.includes(a) && dollarQuotes.includes(b);

const isScale = (multiplier: number): boolean => Number.isFinite(multiplier) && multiplier > 0;

const mayHold = (instrument: Instrument, leg: Leg, settings: PairingSettings): boolean =>
  leg === 'long' || instrument.kind !== 'spot' || settings.spotShort === 'borrow';
