import type { FlatLevels } from '../../src/domain/book.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { marketKey, symbolParts } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';

/** Nothing costs or holds more of anything than this; what does was never meant. */
const AMOUNT_MAX = 1e21;
/** A tenth of the notional for one interval. */
const RATE_MAX = 0.1;
const INTERVAL_HOURS_MAX = 24;
/** No venue is older. */
const INSTANT_MIN_MS = Date.UTC(2010, 0, 1);
const INSTANT_MAX_MS = Date.UTC(2100, 0, 1);
/** Sentences are journaled and shown: what a venue sent may not swell them. */
const SENTENCE_MAX = 300;

/** What no event may say, whatever a venue sent: numbers that would poison a book, a rate or a clock in silence. */
export const eventFaults = (event: MarketEvent, venue: string): readonly string[] => {
  const faults: string[] = [];
  const check = (isRight: boolean, what: string): void => {
    if (!isRight) faults.push(`${event.type}: ${what}`);
  };
  if ('market' in event) check(isMarketOf(event.market, venue), `the market ${event.market}`);
  if ('venue' in event) check(event.venue === venue, `the venue ${event.venue}`);
  if ('venueAtMs' in event && event.venueAtMs !== undefined) check(isInstant(event.venueAtMs), `at ${event.venueAtMs}`);
  for (const [isRight, what] of facts(event)) check(isRight, what);
  return faults;
};

type Fact = readonly [isRight: boolean, otherwise: string];

const facts = (event: MarketEvent): readonly Fact[] => {
  switch (event.type) {
    case 'instrument':
      return instrumentFacts(event.instrument);
    case 'funding':
      return [[event.funding.market === event.market, 'of another market'], ...fundingFacts(event.funding)];
    case 'mark':
    case 'index':
      return [[isPrice(event.price), `the price ${event.price}`]];
    case 'book.snapshot':
    case 'book.delta':
      return bookFacts(event.bids, event.asks, event.updateId);
    case 'book.gap':
      return [
        [Number.isFinite(event.expected), `expected ${event.expected}`],
        [Number.isFinite(event.received), `received ${event.received}`],
      ];
    case 'top': {
      const { bid, bidSize, ask, askSize } = event.top;
      return [
        [isPrice(bid) && isPrice(ask) && bid < ask, `the touch ${bid} / ${ask}`],
        [isSize(bidSize) && isSize(askSize), `the sizes ${bidSize} / ${askSize}`],
        [Number.isFinite(event.updateId), `the id ${event.updateId}`],
      ];
    }
    case 'trade':
    case 'liquidation':
      return [
        [isPrice(event.price), `the price ${event.price}`],
        [isSize(event.size), `the size ${event.size}`],
        [event.type === 'liquidation' || isTradeId(event.tradeId), 'the trade id'],
      ];
    case 'status':
      return [[isSentence(event.reason), 'the reason']];
    case 'venue.time':
      return [];
    case 'frame.control':
      return [[typeof event.detail === 'string' && event.detail.length <= SENTENCE_MAX, 'the detail']];
    case 'frame.rejected':
      return [[isSentence(event.reason), `the reason ${event.reason.slice(0, 80)} (${event.reason.length})`]];
    default:
      return event satisfies never;
  }
};

const instrumentFacts = (instrument: Instrument): readonly Fact[] => {
  const { contractSize, tickSize, lotSize, minQuantity, minNotional, multiplier, fundingCap } = instrument;
  const steps = { contractSize, tickSize, lotSize, minQuantity };
  return [
    ...Object.entries(steps).map(([name, value]): Fact => [isPrice(value.toNumber()), `${name} ${value.toString()}`]),
    [isSize(minNotional.toNumber()), `minNotional ${minNotional.toString()}`],
    [Number.isInteger(multiplier) && multiplier >= 1, `multiplier ${multiplier}`],
    [instrument.market === marketKey(instrument.venue, instrument.symbol), 'a market of another name'],
    [symbolParts(instrument.symbol).kind === instrument.kind, `${instrument.symbol} is no ${instrument.kind}`],
    [settlesRightly(instrument), `${instrument.symbol} settles in ${instrument.settle}`],
    [isSentence(instrument.nativeSymbol) && isSentence(instrument.coin), 'a name'],
    [instrument.fundingIntervalHours === undefined || isInterval(instrument.fundingIntervalHours), 'the interval'],
    [fundingCap === undefined || (fundingCap > 0 && fundingCap <= RATE_MAX), `the cap ${fundingCap}`],
    [instrument.delistingAtMs === undefined || isInstant(instrument.delistingAtMs), 'the delisting'],
  ];
};

const fundingFacts = (funding: FundingObservation): readonly Fact[] => [
  [Math.abs(funding.rate) <= RATE_MAX, `the rate ${funding.rate}`],
  [isInterval(funding.intervalHours), `the interval ${funding.intervalHours}`],
  [isInstant(funding.observedAtMs), `seen at ${funding.observedAtMs}`],
  [isInstant(funding.settlementAtMs), `settled at ${funding.settlementAtMs}`],
  [funding.kind !== 'predicted' || funding.settlementAtMs > funding.observedAtMs, 'a prediction of the past'],
];

/** Also in one delta sizes are absolute, so that its own levels may not cross; only snapshots promise it everywhere. */
const bookFacts = (bids: FlatLevels, asks: FlatLevels, updateId: number): readonly Fact[] => [
  [bids.length % 2 === 0 && asks.length % 2 === 0, 'half a level'],
  [[...bids, ...asks].every((value, place) => (place % 2 === 0 ? isPrice(value) : isSize(value))), 'a level'],
  [Number.isFinite(updateId), `the id ${updateId}`],
];

const isPrice = (value: number): boolean => value > 0 && value <= AMOUNT_MAX;
const isSize = (value: number): boolean => value >= 0 && value <= AMOUNT_MAX;
const isInterval = (hours: number): boolean => hours > 0 && hours <= INTERVAL_HOURS_MAX;
const isInstant = (instant: number): boolean => instant >= INSTANT_MIN_MS && instant <= INSTANT_MAX_MS;
const isSentence = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= SENTENCE_MAX;

/** Base coins secure inverse contracts; linear ones are paid in what they are quoted in, or in a coin worth a dollar. */
const settlesRightly = ({ kind, symbol, settle }: Instrument): boolean => {
  const { base, quote } = symbolParts(symbol);
  return settle === (kind === 'inverse' ? base : quote) || (kind === 'linear' && quote === 'USD' && settle !== base);
};

/** The longest id of any venue is a UUID. */
const isTradeId = (id: unknown): boolean => typeof id === 'string' && id !== '' && id.length <= 64;

const isMarketOf = (market: string, venue: string): boolean => {
  if (!market.startsWith(`${venue}:`)) return false;
  try {
    return symbolParts(market.slice(venue.length + 1)).base !== '';
  } catch {
    return false;
  }
};
