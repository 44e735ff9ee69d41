import { describe, expect, it } from 'vitest';
import { coinId, marketKey, symbolId } from '../../../src/domain/ids.ts';
import type { MarketRoom } from '../market-room.ts';
import {
  BYBIT,
  BYBIT_SOL,
  HYPERLIQUID,
  HYPERLIQUID_SOL,
  bybitBook,
  bybitTicker,
  fedRoom,
  hyperliquidBook,
  hyperliquidContext,
  listedRoom,
} from '../market-room.ts';

const SOL = coinId('SOL');

const evaluate = (room: MarketRoom) => {
  let signals: ReturnType<MarketRoom['scout']['evaluate']> = [];
  room.takeFacts();
  room.within(() => {
    signals = room.scout.evaluate([SOL], room.nowMs);
  });
  return signals;
};

describe('the scout', () => {
  it('sees a coin once two of its markets are fed, not when they are only listed', () => {
    expect(listedRoom().scout.coins()).toEqual([]);
    expect(fedRoom().scout.coins()).toEqual(['SOL']);
  });

  it('leaves out markets the configuration does not want', () => {
    expect(fedRoom([HYPERLIQUID_SOL]).scout.coins()).toEqual([]);
  });

  it('holds the lower rate long and the dearer one short', () => {
    const room = fedRoom();
    // 0.002 per 8 h on the one, nothing on the other: 20 bps
    expect(evaluate(room)).toMatchObject([
      { route: { coin: 'SOL', long: HYPERLIQUID_SOL, short: BYBIT_SOL }, spreadPer8hBps: 20 },
    ]);
    room.wait(100).frame(BYBIT, bybitTicker(room.nowMs, '-0.002'));
    const [turned] = evaluate(room);
    expect(turned?.route).toEqual({ coin: 'SOL', long: BYBIT_SOL, short: HYPERLIQUID_SOL });
    expect(turned?.spreadPer8hBps).toBeCloseTo(20, 9);
  });

  it('journals a verdict when it changes and is silent while it stands', () => {
    const room = fedRoom();
    evaluate(room);
    expect(room.takeFacts().map(({ type, actor }) => [type, actor])).toEqual([['route.refused', 'scout/SOL']]);
    evaluate(room);
    expect(room.takeFacts()).toEqual([]);
  });

  it('journals again when the same verdict has another reason, or the route another direction', () => {
    const room = fedRoom();
    evaluate(room);
    room.lose(HYPERLIQUID);
    evaluate(room);
    const lost = room.takeFacts().find(({ type }) => type === 'route.refused');
    expect(JSON.stringify(lost?.body['reasons'])).toContain('market-not-live');
    room.frame(HYPERLIQUID, hyperliquidBook(room.nowMs)).frame(HYPERLIQUID, hyperliquidContext('0'));
    room.frame(BYBIT, bybitTicker(room.nowMs, '-0.002'));
    evaluate(room);
    expect(room.takeFacts()).toMatchObject([{ body: { long: BYBIT_SOL, short: HYPERLIQUID_SOL } }]);
  });

  it('says a market is not live in the words of its actor', () => {
    const room = fedRoom();
    expect(room.scout.leg(BYBIT_SOL, room.nowMs)?.status).toBe('live');
    room.lose(BYBIT);
    expect(room.scout.leg(BYBIT_SOL, room.nowMs)?.status).toBe('down');
  });

  it('remembers the last signals of every coin, and the legs of the last look only', () => {
    const room = fedRoom();
    expect(room.scout.latest()).toEqual([]);
    const signals = evaluate(room);
    expect(room.scout.latest()).toEqual(signals);
    expect([...room.scout.legsSeen()].map(({ market }) => market).toSorted()).toEqual([BYBIT_SOL, HYPERLIQUID_SOL]);
    room.within(() => room.scout.evaluate([], room.nowMs));
    expect([...room.scout.legsSeen()]).toEqual([]);
    expect(room.scout.latest()).toEqual(signals);
  });

  it('evaluates nothing for coins it does not know', () => {
    const room = fedRoom();
    expect(room.scout.evaluate([coinId('NOPE')], room.nowMs)).toEqual([]);
    expect(room.scout.leg(marketKey(BYBIT, symbolId('NOPE/USDT:USDT')), room.nowMs)).toBeUndefined();
  });

  it('knows the daily mean of a basis after an hour of looks, five minutes apart', () => {
    const room = fedRoom();
    const route = { coin: SOL, long: HYPERLIQUID_SOL, short: BYBIT_SOL };
    for (let look = 0; look < 11; look += 1) {
      room
        .wait(300_000)
        .frame(HYPERLIQUID, hyperliquidBook(room.nowMs))
        .frame(BYBIT, bybitBook(room.nowMs, look + 2));
      expect(room.scout.view(route, room.nowMs)?.basisMean24hBps).toBeUndefined();
    }
    room.wait(300_000);
    // both mids are 100: no basis
    expect(room.scout.view(route, room.nowMs)?.basisMean24hBps).toBe(0);
  });
});
