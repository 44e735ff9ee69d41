import type { BookDepth, FlatLevels } from '../../src/domain/book.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { ApprovedOrder, OrderIntent, OrderReport } from '../../src/domain/order.ts';
import type { VenueProfile } from '../../src/domain/ports.ts';
import type { BookGateway, BookGatewayOptions } from '../../src/simulator/book-gateway.adapter.ts';
import { clientOrderId, coinId, kindOf, marketKey, symbolId, symbolParts, venueId } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import { createBookGateway } from '../../src/simulator/book-gateway.adapter.ts';

export const ALPHA = venueId('alpha');
export const LINEAR = marketKey(ALPHA, symbolId('BTC/USDT:USDT'));
export const SPOT = marketKey(ALPHA, symbolId('BTC/USDT'));
export const INVERSE = marketKey(ALPHA, symbolId('BTC/USD:BTC'));
export const START = atMs(1_790_928_000_000);

/** Taker 5 bps, maker 1 bp on perpetuals; spot 10 bps both ways. Orders may stay invisible for 500 ms. */
export const profileOf = (venue = ALPHA): VenueProfile => ({
  venue,
  createDecoder: () => ({ frame: () => [], rest: () => [], lost: () => [] }),
  fees: {
    spot: { maker: 0.001, taker: 0.001 },
    linear: { maker: 0.0001, taker: 0.0005 },
    inverse: { maker: 0.0001, taker: 0.0005 },
  },
  bookCadenceMs: ms(100),
  fundingCadenceMs: ms(1000),
  changeDriven: { book: false, funding: false },
  silenceMs: ms(10_000),
  visibilityDelayMs: ms(500),
  clientId: { lengthMax: 36, alphabet: 'alphanumeric' },
});

/** Tick 0.5; lot and minimum 0.001 (inverse: 1 contract of 100 USD); minimum notional 10. */
export const instrumentOf = (market: MarketKey, change: Partial<Instrument> = {}): Instrument => {
  const symbol = symbolId(market.slice(market.indexOf(':') + 1));
  const { quote, settle } = symbolParts(symbol);
  const kind = kindOf(market);
  return {
    market,
    venue: ALPHA,
    symbol,
    nativeSymbol: 'BTCUSDT',
    coin: coinId('BTC'),
    kind,
    quote,
    settle,
    multiplier: 1,
    contractSize: decimal(kind === 'inverse' ? 100 : 1),
    tickSize: decimal('0.5'),
    lotSize: decimal(kind === 'inverse' ? 1 : '0.001'),
    minQuantity: decimal(kind === 'inverse' ? 1 : '0.001'),
    minNotional: decimal(10),
    status: 'trading',
    source: 'listed',
    ...change,
  };
};

export const bookOf = (bids: FlatLevels, asks: FlatLevels, market: MarketKey = LINEAR): BookDepth => {
  return {
    bids: sideOf(bids),
    asks: sideOf(asks),
    kind: kindOf(market),
    contractSize: kindOf(market) === 'inverse' ? 100 : 1,
  };
};

const sideOf = (levels: FlatLevels): BookDepth['bids'] => ({
  prices: levels.filter((_, index) => index % 2 === 0),
  sizes: levels.filter((_, index) => index % 2 === 1),
  count: levels.length / 2,
});

let minted = 0;

/** An immediate-or-cancel buy of 1 at 101 unless told otherwise, under a fresh client id. */
export const orderOf = (change: Partial<{ -readonly [Key in keyof OrderIntent]: unknown }> = {}): ApprovedOrder => {
  minted += 1;
  return {
    coin: coinId('BTC'),
    leg: 'long',
    market: LINEAR,
    side: 'buy',
    quantity: text(1),
    reduceOnly: false,
    purpose: 'open',
    attempt: 1,
    slippageMaxBps: 25,
    limitPrice: text(101),
    timeInForce: 'ioc',
    decisionMid: text(100),
    clientOrderId: clientOrderId(`c${minted}`),
    decidedAtMs: START,
    ...change,
  } as unknown as ApprovedOrder;
};

export interface VenueUnderTest {
  readonly gateway: BookGateway;
  /** Virtual time, moved by `run`. */
  nowMs(): number;
  setBook(market: MarketKey, book: BookDepth | undefined): void;
  setMark(market: MarketKey, mark: number): void;
  setInstrument(instrument: Instrument): void;
  /** Sends an order and runs until nothing is due; the reports of it and of anything else. */
  submit(order: ApprovedOrder): OrderReport[];
  run(forMs?: number): Input[];
  balance(coin: string): string | undefined;
  position(market: MarketKey): string;
}

/** One venue `alpha` over books made by hand: bids 99 x 2, 98.5 x 3; asks 100 x 2, 100.5 x 3, 102 x 10. */
export const venueUnderTest = (options: Partial<BookGatewayOptions> = {}): VenueUnderTest => {
  const books = new Map<MarketKey, BookDepth | undefined>();
  const marks = new Map<MarketKey, number>();
  const instruments = new Map<MarketKey, Instrument>();
  for (const market of [LINEAR, SPOT, INVERSE]) {
    books.set(market, bookOf([99, 2, 98.5, 3], [100, 2, 100.5, 3, 102, 10], market));
    marks.set(market, 100);
    instruments.set(market, instrumentOf(market));
  }
  let now = Number(START);
  const gateway = createBookGateway({
    profiles: [profileOf()],
    books: (market) => books.get(market),
    instruments: (market) => instruments.get(market),
    marks: (market) => marks.get(market),
    seed: 7,
    nowMs: START,
    ...options,
  });
  const run = (forMs = 10_000): Input[] => {
    const until = now + forMs;
    const told: Input[] = [];
    while (gateway.nextAtMs() <= until) {
      now = gateway.nextAtMs();
      told.push(...gateway.advanceTo(atMs(now)));
    }
    now = until;
    return told;
  };
  const truth = () => gateway.truth(ALPHA);
  return {
    gateway,
    nowMs: () => now,
    setBook: (market, book) => books.set(market, book),
    setMark: (market, mark) => marks.set(market, mark),
    setInstrument: (instrument) => instruments.set(instrument.market, instrument),
    submit: (order) => {
      gateway.perform({ kind: 'submit', order }, atMs(now));
      return reportsOf(run());
    },
    run,
    balance: (coin) => truth().balances.find((balance) => balance.coin === coin)?.total,
    position: (market) => truth().positions.find((position) => position.market === market)?.quantity ?? '0',
  };
};

export const reportsOf = (inputs: readonly Input[]): OrderReport[] =>
  inputs.flatMap((input) => (input.kind === 'report' ? [input.report] : []));

/** A report in a few words. */
export const briefly = (report: OrderReport): string => {
  if (report.kind === 'refused') return `refused ${report.code}`;
  if (report.kind === 'in-doubt') return `in-doubt ${report.cause}`;
  if (report.kind === 'fill') return `fill ${report.fill.quantity} @ ${report.fill.price}`;
  if (report.kind === 'done' || report.kind === 'found')
    return `${report.kind} ${report.status} ${report.filledQuantity}`;
  return report.kind;
};
