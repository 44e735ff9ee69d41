import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import type { VirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { clientOrderId, marketKey, symbolId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/order.ts';
import type { FoundOrder, OrderName, PrivateWord, TradedMarkets } from '../../src/domain/venue-trading.ts';
import { OrderNews } from '../../src/execution/order-news.ts';
import { OrderWatch } from '../../src/execution/order-watch.ts';
import { GATEWAY_PACE, VenueDesk } from '../../src/execution/venue-line.ts';
import { KUCOIN } from '../../src/venues/kucoin/symbols.ts';
import { kucoinTrading } from '../../src/venues/kucoin/trading.ts';
import { fillsOn, found } from './order-words.ts';

const ID = clientOrderId('h1');
const MARKET = marketKey(KUCOIN, symbolId('BTC/USDT:USDT'));
const TRADED = {
  kind: 'linear',
  native: 'XBTUSDTM',
  base: 'BTC',
  settle: 'USDT',
  contractSize: text('0.001'),
} as const;
const NAME: OrderName = { clientOrderId: ID, market: { market: MARKET, ...TRADED } };
const MARKETS: TradedMarkets = { of: () => NAME.market, named: () => NAME.market, all: () => [NAME.market] };

const fill = fillsOn(ID, MARKET);

let clock: VirtualClock;
let told: string[];
let looks: number;
let watch: OrderWatch;
/** What the venue says of the order, and its list of fills, at this moment. */
let state: FoundOrder;
let list: readonly Fill[];
/** How long the venue takes to say it. */
let answerMs: number;

const ask = async (): Promise<unknown> => undefined;
const begin = (): void => {
  clock = createVirtualClock(0);
  told = [];
  looks = 0;
  state = found('open', '0');
  list = [];
  answerMs = 0;
  const desk = new VenueDesk({
    trading: {
      ...kucoinTrading,
      orders: {
        ...kucoinTrading.orders,
        find: async () => {
          looks += 1;
          const seen = state;
          if (answerMs > 0) await new Promise<void>((resolve) => clock.timers.setTimeout(() => resolve(), answerMs));
          return seen;
        },
        fillsOf: async () => list,
      },
    },
    kinds: ['linear'],
    clock,
    pace: { ...GATEWAY_PACE, heardLooksMs: [], heardPollMs: 600_000 },
    emit: (input) => {
      if (input.kind === 'report')
        told.push(input.report.kind === 'fill' ? input.report.fill.tradeId : input.report.kind);
    },
  });
  desk.line = { markets: MARKETS, order: ask, ask, addresses: {} };
  desk.stream = { hears: () => true, renew: () => undefined, stop: () => undefined };
  const news = new OrderNews(desk);
  news.expect(NAME, 'sending');
  news.answered({ kind: 'accepted', clientOrderId: ID, venueOrderId: '7' });
  watch = new OrderWatch(desk, news);
  watch.watch(NAME);
};

beforeEach(begin);

const hear = (what: FoundOrder, more: { readonly fillsAreListed?: true } = { fillsAreListed: true }): void => {
  const word: PrivateWord = { kind: 'order', clientOrderId: ID, found: what, ...more };
  watch.heard(word);
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const until = async (endMs: number): Promise<void> => {
  for (let nowMs: number = clock.now(); nowMs <= endMs; nowMs += 50) {
    clock.moveTo(nowMs);
    await settled();
  }
};

describe('an order whose fills only lists tell', () => {
  it('is looked at as soon as a match is heard', async () => {
    state = found('filled', '5');
    list = [fill('1', '5')];
    hear(state);
    await until(0);
    expect([told, looks]).toEqual([['accepted', '1', 'done'], 1]);
  });

  it('is looked at until the list has what was heard', async () => {
    state = found('filled', '5');
    hear(state);
    await until(250);
    expect(told).toEqual(['accepted']);
    list = [fill('1', '2')];
    await until(700);
    expect(told).toEqual(['accepted', '1']);
    list = [fill('1', '2'), fill('2', '3')];
    await until(1200);
    expect(told).toEqual(['accepted', '1', '2', 'done']);
    const after = looks;
    await until(10_000);
    expect(looks).toBe(after);
  });

  it('is looked at again where a match is heard while a look is under way that began before it', async () => {
    answerMs = 100;
    state = found('open', '2');
    list = [fill('1', '2')];
    hear(state);
    await until(50);
    expect(looks).toBe(1);
    state = found('filled', '5');
    hear(state);
    await until(100);
    expect(told).toEqual(['accepted', '1']);
    answerMs = 0;
    list = [fill('1', '2'), fill('2', '3')];
    await until(300);
    expect(told).toEqual(['accepted', '1', '2', 'done']);
  });

  it('is not looked at for ever', async () => {
    state = found('filled', '5');
    hear(state);
    await until(60_000);
    expect(looks).toBe(6);
  });
});

describe('an order whose fills are told', () => {
  it('is looked at where they have not come a while after its end, and again where the list has them late', async () => {
    state = found('filled', '5');
    hear(state, {});
    await until(250);
    expect(looks).toBe(0);
    await until(350);
    expect(looks).toBe(1);
    list = [fill('1', '5')];
    await until(700);
    expect(told).toEqual(['accepted', '1', 'done']);
  });
});
