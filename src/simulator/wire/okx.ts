import type { Input } from '../../domain/input.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { Published, SimMarket } from '../sim-market.ts';
import { plainSteps } from '../listings.ts';
import type { FrameTime, Listed, VenueWire } from './venue-wire.ts';
import { bankruptcyTicks, changed, ladder, lotsOfUsd, step } from './venue-wire.ts';

const VENUE = venueId('okx');
const FUNDING_CAP = 0.015;
/** The rate is pushed about once a minute, and right after a settlement. */
const FUNDING_EVERY_MS = 60_000;

type Level = [string, string, '0', '1'];
const level = (price: string, size: string): Level => [price, size, '0', '1'];

const send = (out: Input[], { atMs }: FrameTime, frame: unknown): void => {
  out.push({ kind: 'frame', atMs, venue: VENUE, conn: 'public', frame });
};

const push = (out: Input[], time: FrameTime, [channel, instId, row]: readonly [string, string, unknown]): void =>
  send(out, time, { arg: { channel, instId }, data: [row] });

const answer = ({ atMs }: FrameTime, rest: string, data: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame: { code: '0', msg: '', data },
});

/** OKX swaps, counted in contracts: books chained by sequence ids, rate, mark and index on channels of their own. */
export const okxWire: VenueWire = {
  venue: VENUE,
  lagMs: 22,
  depth: 0.9,
  intervalHours: 8,
  settlesOn: 'mark',
  fundingRule: (intervalHours, impactFraction) => ({
    intervalHours,
    interest: (0.0003 * intervalHours) / 24,
    clamp: 0.0005,
    divisor: 1,
    cap: FUNDING_CAP,
    weighting: 'rising',
    sampleEveryMs: 60_000,
    impactFraction,
  }),
  instrument: ({ coin, steps }: Listed): Instrument => {
    const symbol = symbolId(`${coin}/USDT:USDT`);
    return {
      market: marketKey(VENUE, symbol),
      venue: VENUE,
      symbol,
      nativeSymbol: `${coin}-USDT-SWAP`,
      coin: coinId(coin),
      kind: 'linear',
      quote: 'USDT',
      settle: 'USDT',
      multiplier: 1,
      contractSize: decimal(steps.contractSize ?? '1'),
      tickSize: decimal(step(steps.priceDecimals)),
      lotSize: decimal(step(steps.sizeDecimals)),
      minQuantity: decimal(step(steps.sizeDecimals)),
      minNotional: ZERO,
      status: 'trading',
      source: 'listed',
    };
  },
  steps: ({ openingPrice }, kind) =>
    kind === 'linear' ? { ...plainSteps(openingPrice), contractSize: '1' } : undefined,
  rateText: (rate) => rate.toFixed(16),
  priceDecimals: ({ priceDecimals }) => priceDecimals + 1,
  // Ids may jump: only the chain counts.
  idStep: (changedLevels) => 1 + (changedLevels % 3),

  book: (market, time, out) => {
    const asks = changed(market, 'asks', level);
    const bids = changed(market, 'bids', level);
    const { previousId: prevSeqId, lastId: seqId } = market;
    const row = { asks, bids, ts: String(time.venueAtMs), checksum: 0, prevSeqId, seqId };
    const arg = { channel: 'books', instId: market.instrument.nativeSymbol };
    send(out, time, { arg, action: 'update', data: [row] });
  },

  prices: (market, { now, time }, out) => {
    priceFrames(market, { now, time }, out);
    const hasRolled = now.nextAtMs !== market.published.nextAtMs;
    // Venue second 30 of each minute.
    const isDue = Math.floor(time.venueAtMs / 1000) % (FUNDING_EVERY_MS / 1000) === 30;
    if (hasRolled || isDue) push(out, time, fundingFrame(market, now, time));
  },

  trade: (market, { trade, time }, out) => {
    const instId = market.instrument.nativeSymbol;
    const row = {
      instId,
      tradeId: String(trade.tradeId),
      px: market.priceTexts.of(trade.ticks),
      sz: market.sizeTexts.of(trade.lots),
      side: trade.side,
      ts: String(time.venueAtMs),
      count: '1',
      source: '0',
      seqId: market.lastId,
    };
    push(out, time, ['trades', instId, row]);
  },

  liquidation: (market, { liquidation, time }, out) => {
    const instId = market.instrument.nativeSymbol;
    const ticks = bankruptcyTicks(market, liquidation);
    const detail = {
      bkLoss: '0',
      bkPx: market.priceTexts.of(ticks),
      ccy: '',
      posSide: liquidation.liquidated,
      side: liquidation.liquidated === 'long' ? 'sell' : 'buy',
      sz: market.sizeTexts.of(lotsOfUsd(market, liquidation.usd, ticks)),
      ts: String(time.venueAtMs),
    };
    const family = indexOf(market);
    const row = { details: [detail], instFamily: family, instId, instType: 'SWAP', uly: family };
    send(out, time, { arg: { channel: 'liquidation-orders', instType: 'SWAP' }, data: [row] });
  },

  settledPoll: (market, time, out) => out.push(settledAnswer(market, time, 2)),

  lists: (markets, time, out) => out.push(instrumentList(markets, time)),

  opening: (markets, time, out) => {
    out.push(instrumentList(markets, time));
    for (const market of markets) out.push(settledAnswer(market, time, 400));
    for (const market of markets) {
      for (const channel of ['books', 'funding-rate', 'mark-price', 'trades'])
        send(out, time, subscribed(channel, market.instrument.nativeSymbol));
      send(out, time, subscribed('index-tickers', indexOf(market)));
      priceFrames(market, { now: market.published, time }, out);
      push(out, time, fundingFrame(market, market.published, time));
      send(out, time, bookSnapshot(market, time));
    }
  },

  snapshot: (market, time, out) => {
    send(out, time, subscribed('books', market.instrument.nativeSymbol));
    send(out, time, bookSnapshot(market, time));
  },
};

const instrumentList = (markets: readonly SimMarket[], time: FrameTime): Input =>
  answer(time, 'GET /api/v5/public/instruments?instType=SWAP', markets.map(row));

const subscribed = (channel: string, instId: string) => ({
  id: '1',
  event: 'subscribe',
  arg: { channel, instId },
  connId: 'simulated',
});

const indexOf = ({ instrument }: SimMarket): string => `${instrument.coin}-${instrument.quote}`;

const priceFrames = (market: SimMarket, { now, time }: { now: Published; time: FrameTime }, out: Input[]): void => {
  const ts = String(time.venueAtMs);
  const instId = market.instrument.nativeSymbol;
  const index = indexOf(market);
  push(out, time, ['mark-price', instId, { instId, instType: 'SWAP', markPx: now.mark, ts }]);
  push(out, time, ['index-tickers', index, { instId: index, idxPx: now.index, ts }]);
};

const fundingFrame = (market: SimMarket, now: Published, { venueAtMs }: FrameTime): [string, string, unknown] => {
  const { instrument, funding } = market;
  const intervalMs = (funding?.rule.intervalHours ?? 8) * MS_PER_HOUR;
  const last = market.settled.at(-1) ?? market.history.at(-1);
  const instId = instrument.nativeSymbol;
  const row = {
    formulaType: 'withRate',
    fundingRate: now.rate,
    fundingTime: String(now.nextAtMs),
    impactValue: '10000',
    instId,
    instType: 'SWAP',
    interestRate: (funding?.rule.interest ?? 0).toFixed(16),
    maxFundingRate: String(FUNDING_CAP),
    method: 'current_period',
    minFundingRate: String(-FUNDING_CAP),
    nextFundingRate: '',
    nextFundingTime: String(now.nextAtMs + intervalMs),
    premium: (funding?.lastPremiumIndex ?? 0).toFixed(16),
    prevFundingTime: String(now.nextAtMs - intervalMs),
    settFundingRate: last?.rate ?? '',
    settState: 'settled',
    ts: String(venueAtMs),
  };
  return ['funding-rate', instId, row];
};

const bookSnapshot = (market: SimMarket, { venueAtMs }: FrameTime) => {
  const asks = ladder(market, 'asks', level);
  const bids = ladder(market, 'bids', level);
  const row = { asks, bids, ts: String(venueAtMs), checksum: 0, prevSeqId: -1, seqId: market.lastId };
  return { arg: { channel: 'books', instId: market.instrument.nativeSymbol }, action: 'snapshot', data: [row] };
};

/** The last rows of a settled series, newest first. */
const settledAnswer = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const instId = market.instrument.nativeSymbol;
  const rows = market
    .settledRates(time.venueAtMs)
    .slice(-limit)
    .reverse()
    .map(({ atMs, rate }) => ({
      fundingRate: rate,
      fundingTime: String(atMs),
      instId,
      instType: 'SWAP',
      method: 'current_period',
      realizedRate: rate,
    }));
  return answer(time, `GET /api/v5/public/funding-rate-history?instId=${instId}&limit=${limit}`, rows);
};

const row = ({ instrument, steps }: SimMarket) => {
  const family = `${instrument.coin}-USDT`;
  return {
    baseCcy: '',
    ctMult: '1',
    ctType: 'linear',
    ctVal: steps.contractSize ?? '1',
    ctValCcy: instrument.coin,
    expTime: '',
    instFamily: family,
    instId: instrument.nativeSymbol,
    instType: 'SWAP',
    lotSz: step(steps.sizeDecimals),
    minSz: step(steps.sizeDecimals),
    quoteCcy: '',
    ruleType: 'normal',
    settleCcy: 'USDT',
    state: 'live',
    tickSz: step(steps.priceDecimals),
    uly: family,
  };
};
