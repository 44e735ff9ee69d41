import type { MarketKind } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { BookProcess } from './book-process.ts';
import type { CoinListing, Steps } from './listings.ts';
import { LISTINGS } from './listings.ts';
import { inventedListings } from './invented-listings.ts';
import { openFunding, settledHistory } from './market-history.ts';
import type { PremiumSettings } from './premium-process.ts';
import { PremiumProcess } from './premium-process.ts';
import { PriceProcess } from './price-process.ts';
import { Prng } from './prng.ts';
import type { MarketStory, Scenario } from './scenario.ts';
import { SimMarket } from './sim-market.ts';
import { backpackWire } from './wire/backpack/wire.ts';
import { binanceWire } from './wire/binance/wire.ts';
import { bybitWire } from './wire/bybit/wire.ts';
import { deribitWire } from './wire/deribit/wire.ts';
import { hyperliquidWire } from './wire/hyperliquid/wire.ts';
import { kucoinWire } from './wire/kucoin/wire.ts';
import { okxWire } from './wire/okx/wire.ts';
import type { VenueWire } from './wire/venue-wire.ts';

/** Every simulated venue. */
export const WIRES: ReadonlyMap<string, VenueWire> = new Map(
  [backpackWire, binanceWire, bybitWire, deribitWire, hyperliquidWire, kucoinWire, okxWire].map((wire) => [
    wire.venue,
    wire,
  ]),
);

/** The venues on which a scenario lists anything. */
export const venuesOf = ({ breadth }: Scenario): ReadonlySet<string> =>
  breadth === undefined
    ? new Set(LISTINGS.flatMap(({ perpetuals, spots }) => [...Object.keys(perpetuals), ...Object.keys(spots)]))
    : new Set(WIRES.keys());

export interface Assembled {
  readonly prices: ReadonlyMap<string, PriceProcess>;
  /** By market key, in its order. */
  readonly markets: readonly (readonly [SimMarket, VenueWire])[];
}

interface World {
  readonly seed: number;
  readonly startAtMs: AtMs;
  readonly scenario: Scenario;
  /** Only these, where named. */
  readonly venues?: ReadonlySet<string>;
  readonly coins?: ReadonlySet<string>;
}

/** All coins and markets of a scenario at their start; every process has dice of its own name. */
export const assembleMarkets = (world: World): Assembled => {
  const prices = new Map<string, PriceProcess>();
  const markets: [SimMarket, VenueWire][] = [];
  for (const listing of listingsOf(world)) {
    const { coin } = listing;
    if (world.coins?.has(coin) === false) continue;
    const price = new PriceProcess(
      { ...listing, ...WEATHER, turbulence: world.scenario.turbulence },
      new Prng(world.seed, `price ${coin}`),
    );
    prices.set(coin, price);
    for (const kind of KINDS)
      for (const wire of WIRES.values()) {
        if (world.venues?.has(wire.venue) === false) continue;
        const steps = stepsOf({ listing, kind, wire }, world.scenario);
        if (steps !== undefined) markets.push([assemble({ listing, kind, steps, wire, price }, world), wire]);
      }
  }
  markets.sort(([{ instrument: a }], [{ instrument: b }]) => (a.market < b.market ? -1 : 1));
  return { prices, markets };
};

const KINDS: readonly MarketKind[] = ['linear', 'spot', 'inverse'];

/** The coins written down, and those that a scenario invents beside them. */
const listingsOf = ({ seed, scenario }: World): readonly CoinListing[] =>
  scenario.breadth === undefined ? LISTINGS : [...LISTINGS, ...inventedListings(seed, scenario.breadth.coins)];

/** As written down for single venues; where a scenario lists all there is, else as the venue itself would count it. */
const stepsOf = (
  { listing, kind, wire }: Pick<Part, 'listing' | 'kind' | 'wire'>,
  { breadth }: Scenario,
): Steps | undefined => {
  const written = kind === 'linear' ? listing.perpetuals : kind === 'spot' ? listing.spots : {};
  return written[wire.venue] ?? (breadth === undefined ? undefined : wire.steps(listing, kind));
};

const WEATHER = { jumpsPerDay: 4, jumpFraction: 0.003 };
/** Spot stands this close to the index, bps. */
const SPOT_NOISE_BPS = 0.4;
const PERPETUAL_NOISE_BPS = 0.8;

interface Part {
  readonly listing: CoinListing;
  readonly kind: MarketKind;
  readonly steps: Steps;
  readonly wire: VenueWire;
  readonly price: PriceProcess;
}

const assemble = (part: Part, { seed, scenario, startAtMs }: World): SimMarket => {
  const { listing, kind, steps, wire, price } = part;
  const listed = { coin: listing.coin, kind, steps };
  const ordinary = wire.instrument({ ...listed, intervalHours: wire.intervalHours });
  const story: MarketStory = scenario.markets[ordinary.market] ?? {};
  const { intervalHours = wire.intervalHours } = story;
  const instrument = wire.instrument({ ...listed, intervalHours });
  const dice = (purpose: string): Prng => new Prng(seed, `${purpose} ${instrument.market}`);
  const settings: PremiumSettings = {
    path: story.path ?? [],
    quickBps: kind === 'spot' ? SPOT_NOISE_BPS : (story.quickBps ?? PERPETUAL_NOISE_BPS),
    slowBps: kind === 'spot' ? 0 : (story.slowBps ?? scenario.slowBps),
    historyBps: story.historyBps ?? scenario.historyBps,
    historyMemoryHours: story.historyMemoryHours ?? 40,
  };
  const rule = wire.fundingRule(intervalHours, listing.impactBps * 1e-4);
  const premium = new PremiumProcess(settings, dice('premium'));
  const touchUsd = listing.touchUsd * wire.depth * scenario.depth * (story.depth ?? 1);
  const { multiplier } = instrument;
  const book = new BookProcess(ladderOf(part, { touchUsd, multiplier }), dice('book'));
  book.open(price.price * multiplier * (1 + premium.premium));
  const history =
    kind === 'spot' ? [] : settledHistory({ settings, rule, startAtMs, rateText: wire.rateText }, dice('history'));
  return new SimMarket({
    instrument,
    steps,
    price,
    premium,
    book,
    funding: kind === 'spot' ? undefined : openFunding(settings, rule, startAtMs),
    prng: dice('flow'),
    history,
    liquidationsPerDay: scenario.liquidationsPerDay,
  });
};

const ladderOf = (
  { listing, steps, kind }: Part,
  { touchUsd, multiplier }: { readonly touchUsd: number; readonly multiplier: number },
) => {
  const { priceDecimals, sizeDecimals, quotedDecimals = priceDecimals } = steps;
  const quotedTicks = 10 ** (priceDecimals - quotedDecimals);
  const stepQuotes = listing.stepBps * 1e-4 * listing.openingPrice * multiplier * 10 ** quotedDecimals;
  return {
    priceDecimals,
    sizeDecimals,
    stepTicks: Math.max(1, Math.round(stepQuotes)) * quotedTicks,
    contractSize: Number(steps.contractSize ?? 1),
    kind,
    touchUsd,
  };
};
