import type { NewOrder } from '../../../src/simulator/wire/venue-face.ts';
import type { AccountHappening } from '../../../src/simulator/wire/venue-face.ts';
import type { DeskOptions } from '../../../src/simulator/wire/venue-desk.ts';
import { describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import { decimal, sum, text } from '../../../src/domain/money.ts';
import { createSimMarkets, DEFAULT_START_AT_MS } from '../../../src/simulator/sim-markets.ts';
import { venueMarketsOf } from '../../../src/simulator/venue-markets.ts';
import { HousedDesk } from '../../../src/simulator/wire/venue-desk.ts';
import { venueProfile } from '../../../src/venues/registry.ts';

const BTC = marketKey(venueId('binance'), symbolId('BTC/USDT:USDT'));
const SPOT = marketKey(venueId('binance'), symbolId('BTC/USDT'));
const TAKER = venueProfile('binance').fees.linear.taker;

const openDesk = (options: Partial<DeskOptions> = {}) => {
  const markets = createSimMarkets({ seed: 5, scenario: 'wire', venues: new Set(['binance']) });
  const happenings: AccountHappening[] = [];
  const desk = new HousedDesk({
    profile: venueProfile('binance'),
    markets: venueMarketsOf(markets),
    seed: 5,
    opening: { USDT: text(100_000) },
    now: () => markets.nowMs(),
    happened: (happening) => void happenings.push(happening),
    ...options,
  });
  return { desk, markets, happenings };
};

const order = (of: Partial<NewOrder> = {}): NewOrder => ({
  clientOrderId: 'c1',
  market: BTC,
  side: 'buy',
  quantity: text('0.5'),
  timeInForce: 'ioc',
  reduceOnly: false,
  ...of,
});

const accepted = (placed: ReturnType<HousedDesk['place']>) => {
  if (placed.kind === 'refused') throw new Error(`${placed.code}: ${placed.message}`);
  return placed.order;
};

const balanceOf = (desk: HousedDesk, coin: string) =>
  decimal(desk.balances().find((one) => one.coin === coin)?.total ?? 0);

describe('the desk of a simulated venue', () => {
  it('fills a market order from the book at once, level by level, and books it to the last digit', () => {
    const { desk, markets } = openDesk();
    const asks = markets.book(BTC)?.asks;
    const [best = 0, next = 0] = [asks?.prices[0], asks?.prices[1]];
    const quantity = text((asks?.sizes[0] ?? 0) + 0.001);
    const placed = accepted(desk.place(order({ quantity })));
    expect(placed).toMatchObject({ state: 'filled', type: 'market', filledQuantity: quantity, venueOrderId: '1' });
    expect(placed.fills.map(({ price, tradeId }) => [price, tradeId])).toEqual([
      [text(best), '1'],
      [text(next), '2'],
    ]);
    const paid = sum(placed.fills.map((fill) => decimal(fill.price).times(fill.quantity)));
    expect(Number(placed.averagePrice)).toBeCloseTo(paid.div(quantity).toNumber(), 6);
    expect(balanceOf(desk, 'USDT').toFixed()).toBe(decimal(100_000).minus(paid.times(TAKER)).toFixed());
    expect(desk.positions()).toMatchObject([{ market: BTC, quantity }]);
  });

  it('tells of an order as it goes: accepted, each fill with what was filled by then, the position last', () => {
    const { desk, happenings, markets } = openDesk();
    desk.place(order({ quantity: text((markets.book(BTC)?.asks.sizes[0] ?? 0) + 0.001) }));
    expect(happenings.map(({ kind }) => kind)).toEqual(['order', 'order', 'order', 'position']);
    const states = happenings.flatMap((one) =>
      one.kind === 'order' ? [[one.order.state, one.order.fills.length]] : [],
    );
    expect(states).toEqual([
      ['open', 0],
      ['open', 1],
      ['filled', 2],
    ]);
  });

  it('refuses a client id that it knows, whatever became of the first order', () => {
    const { desk } = openDesk();
    const first = accepted(desk.place(order()));
    expect(desk.place(order({ side: 'sell' }))).toMatchObject({ kind: 'refused', code: 'duplicate-client-id' });
    expect(desk.orders()).toEqual([first]);
    expect(desk.sends()).toEqual(new Map([['c1', 2]]));
  });

  it('gives an order without a client id one of its own', () => {
    const { desk } = openDesk();
    const { clientOrderId: _none, ...nameless } = order();
    const ids = [accepted(desk.place(nameless)), accepted(desk.place(nameless))].map((one) => one.clientOrderId);
    expect(ids).toEqual(['house-1', 'house-2']);
  });

  it('lets a limit order rest, finds it by either id, cancels it once', () => {
    const { desk, happenings } = openDesk();
    const placed = accepted(desk.place(order({ limitPrice: text(80_000), timeInForce: 'gtc' })));
    expect(placed).toMatchObject({ state: 'open', type: 'limit', averagePrice: '0' });
    expect(desk.order({ venueOrderId: placed.venueOrderId })).toEqual(placed);
    expect(desk.order({ clientOrderId: 'c1' })).toEqual(placed);
    expect(desk.cancel({ clientOrderId: 'c1' })).toMatchObject({ state: 'cancelled', filledQuantity: '0' });
    const told = happenings.length;
    expect(desk.cancel({ clientOrderId: 'c1' })).toMatchObject({ state: 'cancelled' });
    expect(happenings).toHaveLength(told);
    expect(desk.cancel({ clientOrderId: 'c2' })).toBeUndefined();
  });

  it('fills a resting order as maker when the book comes to it', () => {
    const { desk, markets } = openDesk();
    const bid = markets.book(BTC)?.bids.prices[0] ?? 0;
    desk.place(order({ limitPrice: text(bid), timeInForce: 'post-only', quantity: text('0.002') }));
    for (let n = 0; n < 5000 && desk.order({ clientOrderId: 'c1' })?.state === 'open'; n += 1) {
      markets.advance();
      desk.followBooks();
    }
    expect(desk.order({ clientOrderId: 'c1' })).toMatchObject({ state: 'filled', averagePrice: text(bid) });
    expect(desk.fills()).toMatchObject([{ liquidity: 'maker', venueOrderId: '1' }]);
  });

  it('refuses what is no order', () => {
    const { desk } = openDesk();
    const codes = [
      order({ clientOrderId: 'a', quantity: 'many' as NewOrder['quantity'] }),
      order({ clientOrderId: 'b', limitPrice: 'NaN' as NewOrder['quantity'] }),
      order({ clientOrderId: 'c', quantity: text('0.00001') }),
      order({ clientOrderId: 'd', quantity: text(1000) }),
      order({ clientOrderId: 'e', market: marketKey(venueId('binance'), symbolId('XYZ/USDT:USDT')) }),
      order({ clientOrderId: 'f', reduceOnly: true }),
    ].map((one) => {
      const placed = desk.place(one);
      return placed.kind === 'refused' ? placed.code : 'accepted';
    });
    expect(codes).toEqual([
      'bad-quantity',
      'bad-price',
      'bad-quantity',
      'insufficient-margin',
      'unknown',
      'reduce-only',
    ]);
    expect(desk.orders()).toEqual([]);
    expect(desk.positions()).toEqual([]);
  });

  it('keeps spot coins as balances and perpetuals as positions', () => {
    const { desk } = openDesk();
    accepted(desk.place(order({ market: SPOT, quantity: text('0.01') })));
    expect(desk.positions()).toEqual([]);
    expect(balanceOf(desk, 'BTC').toFixed()).toBe(
      decimal('0.01')
        .times(decimal(1).minus(venueProfile('binance').fees.spot.taker))
        .toFixed(),
    );
    expect(desk.truth().positions).toMatchObject([{ market: SPOT }]);
  });

  it('knows everything again from what a store kept', () => {
    const { desk, markets } = openDesk();
    accepted(desk.place(order()));
    accepted(desk.place(order({ clientOrderId: 'c2', limitPrice: text(80_000), timeInForce: 'gtc' })));
    desk.setLeverage(BTC, 7);
    const { desk: again } = openDesk({ rows: desk.takeRows(), markets: venueMarketsOf(markets) });
    expect(again.orders()).toEqual(desk.orders());
    expect(again.truth()).toEqual(desk.truth());
    expect([again.leverage(BTC), again.leverage(SPOT)]).toEqual([7, 1]);
    expect(again.place(order({ side: 'sell' }))).toMatchObject({ code: 'duplicate-client-id' });
    expect(accepted(again.place(order({ clientOrderId: 'c3' }))).venueOrderId).toBe('3');
  });

  it('closes a position by force, and shows the order that nobody placed', () => {
    const { desk, happenings } = openDesk();
    accepted(desk.place(order()));
    desk.liquidateOne(BTC);
    expect(desk.positions()).toEqual([]);
    const forced = desk.orders().at(-1);
    expect(forced).toMatchObject({ side: 'sell', state: 'filled', quantity: '0.5', reduceOnly: true });
    expect(forced?.clientOrderId).toMatch(/^autoclose-/);
    expect(desk.order({ venueOrderId: forced?.venueOrderId ?? '' })).toEqual(forced);
    expect(happenings.slice(-2).map(({ kind }) => kind)).toEqual(['order', 'position']);
    expect(happenings.at(-1)).toMatchObject({ position: { quantity: '0' } });
  });

  it('posts a settlement and says so', () => {
    const { desk, happenings } = openDesk();
    accepted(desk.place(order()));
    desk.settle({ market: BTC, rate: '0.0001', settlementPrice: '90000', atMs: DEFAULT_START_AT_MS });
    expect(desk.payments()).toMatchObject([{ amount: '-4.5', coin: 'USDT', quantity: '0.5' }]);
    expect(happenings.at(-1)).toMatchObject({ kind: 'payment' });
  });
});

/** A desk whose first order meets a fault. */
const scripted = (fault: 'refuse' | 'timeout-filled' | 'timeout-lost' | 'partial' | 'late-ack' | 'duplicate-report') =>
  openDesk({ faults: { scripted: [{ venue: venueId('binance'), nth: 1, fault }] } });

describe('an order whose fault is told in advance', () => {
  it('is taken and nothing is said: no answer, no frames, until it is looked up', () => {
    const { desk, happenings } = scripted('timeout-filled');
    desk.place(order());
    expect(desk.takeFate()).toEqual({ kind: 'silence' });
    expect(desk.takeFate()).toEqual({ kind: 'told', delayMs: 0 });
    expect(happenings.filter(({ kind }) => kind === 'order')).toEqual([]);
    expect(desk.order({ clientOrderId: 'c1' })).toMatchObject({ state: 'filled', filledQuantity: '0.5' });
  });

  it('is lost: no answer, no order', () => {
    const { desk } = scripted('timeout-lost');
    desk.place(order());
    expect(desk.takeFate()).toEqual({ kind: 'silence' });
    expect(desk.order({ clientOrderId: 'c1' })).toBeUndefined();
    expect(desk.positions()).toEqual([]);
    expect(desk.sends()).toEqual(new Map([['c1', 1]]));
  });

  it('is refused for nothing, filled by half, answered late, told twice', () => {
    expect(scripted('refuse').desk.place(order())).toMatchObject({ kind: 'refused' });
    expect(accepted(scripted('partial').desk.place(order()))).toMatchObject({
      state: 'cancelled',
      filledQuantity: '0.25',
    });
    const late = scripted('late-ack').desk;
    late.place(order());
    const fate = late.takeFate();
    expect(fate.kind === 'told' ? fate.delayMs : 0).toBeGreaterThanOrEqual(500);
    const twice = scripted('duplicate-report');
    twice.desk.place(order({ quantity: text('0.002') }));
    const told = twice.happenings.filter(({ kind }) => kind === 'order');
    expect(told).toHaveLength(4);
    expect(told[2]).toEqual(told[3]);
    expect(twice.desk.positions()).toMatchObject([{ quantity: '0.002' }]);
    expect(twice.desk.faultCounts()).toEqual(new Map([['duplicate-report', 1]]));
  });
});
