import { describe, expect, it } from 'vitest';
import { marketKey, symbolId } from '../../../src/domain/ids.ts';
import type { GateReason } from '../../../src/risk/reason.ts';
import { BYBIT, BYBIT_SOL, HYPERLIQUID, HYPERLIQUID_SOL, bybitBook } from '../market-room.ts';
import { RiskRoom, SOL, holding } from './risk-room.ts';

const ROUTE = { coin: SOL, long: BYBIT_SOL, short: HYPERLIQUID_SOL };
const codes = (reasons: readonly GateReason[]) => reasons.map(({ code }) => code);

describe('a held leg and its liquidation', () => {
  // 1,000 USD of notional on 300 USD: short, left at a price of some 128.7, in days' moves of 5 %
  const thin = { hyperliquidUsdc: '300', config: 'limits: { assumedDailyMoveFraction: 0.05 }' };

  it('is left alone while it is far, warned of once when it is near, and left when it is nearer', () => {
    const risk = new RiskRoom(thin).price(100).after();
    expect(risk.told()).toEqual([]);
    risk.room.wait(1000);
    risk.price(115).after();
    expect(risk.told()).toEqual(['leg-near-liquidation short']);
    // 150 of 300 USD are left behind 1,150 USD: (1 + 150 / 1150) / 1.01 - 1, in moves of 5 %; 11.5 USD are asked for
    const margin = risk.desk.margin(HYPERLIQUID_SOL);
    expect(margin?.level).toBe('warned');
    expect(margin?.distanceFraction).toBeCloseTo(0.11924, 4);
    expect(margin?.moves).toBeCloseTo(2.3848, 3);
    expect(margin?.marginRatio).toBeCloseTo(150 / 11.5, 6);
    risk.room.wait(1000);
    risk.price(116).after();
    expect([risk.told(), risk.asked]).toEqual([[], []]);
    risk.room.wait(1000);
    risk.price(124).after();
    expect(risk.told()).toEqual(['exit liquidation-distance short']);
    expect(risk.asked).toEqual(['leave SOL: liquidation-distance']);
  });

  it('is safe again only some way above, and is not asked to leave twice', () => {
    const risk = new RiskRoom(thin).price(115).after();
    risk.room.wait(1000);
    risk.price(113).after();
    expect(risk.told()).toEqual(['leg-near-liquidation short']);
    risk.room.wait(1000);
    risk.price(105).after();
    expect(risk.told()).toEqual(['leg-safe short']);
    for (const price of [125, 126, 127]) {
      risk.room.wait(1000);
      risk.price(price).after();
    }
    expect(risk.asked).toEqual(['leave SOL: liquidation-distance']);
  });

  it('is looked at once a second and not with every frame, and once more after the last', () => {
    const risk = new RiskRoom(thin).price(100).after();
    risk.room.wait(300);
    risk.price(125).after();
    expect(risk.asked).toEqual([]);
    risk.wait(699);
    expect(risk.asked).toEqual([]);
    risk.wait(1);
    expect(risk.asked).toEqual(['leave SOL: liquidation-distance']);
  });

  it('is seen by the other leg s price when its own feed is gone', () => {
    const risk = new RiskRoom(thin).price(100).after();
    risk.room.lose(HYPERLIQUID);
    risk.room.wait(1000);
    risk.room.frame(BYBIT, bybitBook(risk.room.nowMs, 99, [[['123.99', '5']], [['124.01', '5']]]));
    const ticker = { markPrice: '124', indexPrice: '124', symbol: 'SOLUSDT' };
    risk.room.frame(BYBIT, { topic: 'tickers.SOLUSDT', type: 'delta', data: ticker, cs: 2, ts: risk.room.nowMs });
    risk.after();
    expect(risk.told()).toEqual(['leg-blind short', 'leg-near-liquidation short', 'exit liquidation-distance short']);
  });
});

describe('what a venue s coin carries', () => {
  it('is warned of and left by its ratio to the maintenance, whatever a day moves', () => {
    const config = 'limits: { assumedDailyMoveFraction: 0.0001 }';
    const risk = new RiskRoom({ hyperliquidUsdc: '300', config }).price(127).after();
    expect(risk.told()).toEqual(['margin-low USDC']);
    risk.room.wait(1000);
    risk.price(128.2).after();
    expect(risk.told()).toEqual(['exit venue-margin USDC']);
    expect(risk.asked).toEqual(['leave SOL: venue-margin']);
  });
});

const burst = (risk: RiskRoom): void => {
  const row = { T: risk.room.nowMs, s: 'SOLUSDT', S: 'Buy', v: '12000', p: '100' };
  risk.room.frame(BYBIT, { topic: 'allLiquidation.SOLUSDT', type: 'snapshot', ts: risk.room.nowMs, data: [row] });
};

describe('liquidations around a held leg', () => {
  it('are told once a burst, and nobody leaves for them while its buffer is whole', () => {
    const risk = new RiskRoom().price(100).after();
    burst(risk);
    risk.room.wait(1000);
    risk.price(100).after();
    risk.room.wait(1000);
    risk.price(100).after();
    expect([risk.told(), risk.asked]).toEqual([['liquidation-burst'], []]);
  });

  it('are a reason to leave where the buffer is thin', () => {
    const risk = new RiskRoom({ bybitUsdt: '150', config: 'limits: { assumedDailyMoveFraction: 0.05 }' });
    risk.price(100).after();
    expect(risk.told()).toEqual(['leg-near-liquidation long']);
    burst(risk);
    risk.room.wait(1000);
    risk.price(100).after();
    expect(risk.asked).toEqual(['leave SOL: liquidation-burst']);
  });
});

describe('prices that part', () => {
  it('are a reason to leave once they have for ten seconds, and to enter nothing at once', () => {
    const risk = new RiskRoom().price(100, 108).after();
    expect(codes(risk.desk.entryReasons(ROUTE))).toEqual(['mark-divergence']);
    risk.wait(9999);
    expect(risk.asked).toEqual([]);
    risk.wait(1);
    expect(risk.asked).toEqual(['leave SOL: mark-divergence']);
  });

  it('are forgotten when they come together in time', () => {
    const risk = new RiskRoom().price(100, 108).after();
    risk.room.wait(9000);
    risk.price(100, 101).after().wait(20_000);
    expect([risk.asked, risk.desk.entryReasons(ROUTE)]).toEqual([[], []]);
  });
});

describe('feeds of a held route', () => {
  it('are told to the position when they go and when they are back, not with every look', () => {
    const risk = new RiskRoom().price(100).after();
    expect(risk.position.staleSinceMs).toBeNull();
    risk.room.lose(BYBIT);
    risk.after({ kind: 'connection', venue: BYBIT, conn: 'public', status: 'lost' });
    risk.room.wait(1000);
    risk.after({ kind: 'tick' });
    const since = risk.position.staleSinceMs;
    expect(since).not.toBeNull();
    const same = risk.position;
    risk.room.wait(5000);
    risk.after();
    expect(risk.position).toBe(same);
    risk.room.wait(1000);
    risk.price(100).after();
    expect(risk.position.staleSinceMs).toBeNull();
    expect(risk.told()).toEqual(['leg-blind long', 'leg-seen long']);
  });
});

/** Bybit tells what one USDC costs in USDT. */
const usdcAt = (risk: RiskRoom, price: number): RiskRoom => {
  const steps = { basePrecision: '0.01', quotePrecision: '0.0000001', minOrderQty: '1', minOrderAmt: '1' };
  const pair = { symbol: 'USDCUSDT', baseCoin: 'USDC', quoteCoin: 'USDT', status: 'Trading', lotSizeFilter: steps };
  const list = { category: 'spot', list: [{ ...pair, priceFilter: { tickSize: '0.0001' } }], nextPageCursor: '' };
  const answer = { retCode: 0, retMsg: 'OK', result: list, time: risk.room.nowMs };
  risk.room.rest(BYBIT, 'GET /v5/market/instruments-info?category=spot&limit=1', answer);
  const book = bybitBook(risk.room.nowMs, Math.round(price * 1e4), [[[`${price}`, '5000']], [[`${price}`, '0']]]);
  const data = { ...book.data, s: 'USDCUSDT', a: [[(price + 0.0001).toFixed(4), '5000']] };
  risk.room.frame(BYBIT, { ...book, topic: 'orderbook.50.USDCUSDT', data }, 'spot');
  return risk.after();
};

describe('a dollar coin that is none any more', () => {
  it('is told after ten seconds; a route across two dollar coins is left, and no other is entered with it', () => {
    const risk = usdcAt(new RiskRoom().price(100), 0.93);
    risk.wait(9999);
    expect([risk.told(), risk.asked]).toEqual([[], []]);
    risk.wait(1);
    expect(risk.told()).toEqual(['peg-broken USDC', 'exit depeg']);
    expect(risk.asked).toEqual(['leave SOL: depeg']);
    expect(codes(risk.desk.entryReasons(ROUTE))).toEqual(['depeg']);
    expect(codes(risk.desk.entryReasons({ ...ROUTE, short: BYBIT_SOL }))).toEqual([]);
  });

  it('is one again once it is back within half the band for as long', () => {
    const risk = usdcAt(new RiskRoom().price(100), 0.93).wait(10_000);
    usdcAt(risk, 0.993).wait(60_000);
    expect(risk.told()).toEqual(['peg-broken USDC', 'exit depeg']);
    usdcAt(risk, 0.998).wait(10_000);
    expect(risk.told()).toEqual(['peg-back USDC']);
    expect(risk.desk.entryReasons(ROUTE)).toEqual([]);
  });

  it.each([
    ['mixed', []],
    ['every', ['leave SOL: depeg']],
    ['none', []],
  ])('leaves a route of one coin only where told to: %s', (onDepeg, asked) => {
    const risk = new RiskRoom({ config: `exit: { onDepeg: ${onDepeg} }` });
    risk.position = holding(HYPERLIQUID_SOL, marketKey(HYPERLIQUID, symbolId('SOL/USDC')));
    usdcAt(risk.price(100), 0.93).wait(10_000);
    expect(risk.asked).toEqual(asked);
  });
});
