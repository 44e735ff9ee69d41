import { describe, expect, it } from 'vitest';
import { clientOrderId, coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Leg, MarketKey, Side } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { AccountTruth, Fill, OrderIntent } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import { reconcile } from '../../src/execution/reconcile.ts';
import type { BelievedLeg, Difference } from '../../src/execution/reconcile.ts';

const BTC = coinId('BTC');
const ALPHA = venueId('alpha');
const PERP = marketKey(ALPHA, symbolId('BTC/USDT:USDT'));
const SPOT = marketKey(ALPHA, symbolId('BTC/USDT'));
const DOGE = marketKey(ALPHA, symbolId('DOGE/USDT:USDT'));
const ELSEWHERE = marketKey(venueId('beta'), symbolId('BTC/USDT:USDT'));

const believe = (market: MarketKey, held: string, leg: Leg = 'long'): BelievedLeg => ({
  coin: BTC,
  leg,
  market,
  held: text(held),
});

const intent = (id: string, market: MarketKey = PERP): OrderIntent => ({
  coin: BTC,
  leg: 'long',
  market,
  side: 'buy',
  quantity: text(1),
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 4,
  limitPrice: text(100),
  timeInForce: 'ioc',
  decisionMid: text(100),
  clientOrderId: clientOrderId(id),
  decidedAtMs: atMs(0),
});

const fill = (tradeId: string, side: Side, quantity: string, own: Partial<Fill> = {}): Fill => ({
  clientOrderId: clientOrderId('order-1'),
  market: PERP,
  tradeId,
  side,
  quantity: text(quantity),
  price: text(100),
  fee: text(0),
  feeCoin: 'USDT',
  liquidity: 'taker',
  venueAtMs: atMs(0),
  ...own,
});

const account = (own: {
  readonly positions?: readonly (readonly [MarketKey, string])[];
  readonly open?: readonly (readonly [string, MarketKey])[];
  readonly fills?: readonly Fill[];
}): AccountTruth => ({
  venue: ALPHA,
  openOrders: (own.open ?? []).map(([id, market]) => ({ clientOrderId: clientOrderId(id), market })),
  positions: (own.positions ?? []).map(([market, quantity]) => ({
    market,
    quantity: text(quantity),
    entryPrice: text(100),
  })),
  balances: [],
  fills: own.fills ?? [],
  payments: [],
  transfers: [],
});

/** Differences in short: what, of what, and what is done about it. */
const differences = (
  report: AccountTruth,
  ours: {
    readonly legs?: readonly BelievedLeg[];
    readonly intents?: readonly OrderIntent[];
    readonly known?: readonly string[];
  } = {},
): readonly string[] =>
  reconcile({
    report,
    legs: ours.legs ?? [],
    openIntents: ours.intents ?? [],
    isKnownFill: ({ tradeId }) => ours.known?.includes(tradeId) ?? false,
    tradedAs: (market) => (market === DOGE ? undefined : { coin: BTC, lotSize: text('0.01') }),
    isOfOurForm: ({ clientOrderId: id }) => id.startsWith('order-'),
  }).map(inShort);

const inShort = (difference: Difference): string =>
  `${difference.kind} ${subjectOf(difference)}: ${difference.resolution}`;

const subjectOf = (difference: Difference): string => {
  if (difference.kind === 'fill-missed') return difference.fill.tradeId;
  if (difference.kind === 'quantity-differs') return `${difference.leg} ${difference.held} is ${difference.venue}`;
  if (difference.kind === 'position-unknown') return `${difference.coin ?? 'no coin of ours'} ${difference.quantity}`;
  return difference.clientOrderId;
};

/** We believe in 2; the venue says otherwise. */
const said = (quantity: string, leg: Leg = 'long'): readonly string[] =>
  differences(account({ positions: [[PERP, quantity]] }), { legs: [believe(PERP, '2', leg)] });

/** We believe in 1 coin; the wallet holds so many. */
const wallet = (coins: string): readonly string[] =>
  differences(account({ positions: [[SPOT, coins]] }), { legs: [believe(SPOT, '1')] });

describe('reconciliation of one venue', () => {
  it('finds nothing where venue and engine agree, each leg in its direction', () => {
    expect(differences(account({ positions: [[PERP, '2']] }), { legs: [believe(PERP, '2')] })).toEqual([]);
    expect(differences(account({ positions: [[PERP, '-2']] }), { legs: [believe(PERP, '2', 'short')] })).toEqual([]);
    expect(differences(account({}))).toEqual([]);
  });

  it('takes a market the venue does not mention for flat', () => {
    expect(differences(account({}), { legs: [believe(PERP, '2')] })).toEqual([
      'quantity-differs long 2 is 0: adopt-quantity',
    ]);
  });

  it('adopts what the venue says of a leg: a liquidation, an unseen reduction, a side that turned', () => {
    expect(said('1.5')).toEqual(['quantity-differs long 2 is 1.5: adopt-quantity']);
    expect(said('-1')).toEqual(['quantity-differs long 2 is -1: adopt-quantity']);
    // a short leg of 2 that the venue shows as long 3 is held -3 in its own direction
    expect(said('3', 'short')).toEqual(['quantity-differs short 2 is -3: adopt-quantity']);
  });

  it('lets less than a lot pass: 2 - 1.995 = 0.005 under a lot of 0.01', () => {
    expect(said('1.995')).toEqual([]);
    expect(said('1.99')).toEqual(['quantity-differs long 2 is 1.99: adopt-quantity']);
  });

  it('lets a missed fill explain the quantity: 1.5 held and 0.5 bought unseen are the 2 the venue shows', () => {
    const report = account({ positions: [[PERP, '2']], fills: [fill('t1', 'buy', '1.5'), fill('t2', 'buy', '0.5')] });
    expect(differences(report, { legs: [believe(PERP, '1.5')], known: ['t1'] })).toEqual([
      'fill-missed t2: adopt-fill',
    ]);
  });

  it('counts missed fills against the direction of the leg: a short of 2 that bought 0.5 back is 1.5', () => {
    const report = account({ positions: [[PERP, '-1.5']], fills: [fill('t1', 'buy', '0.5')] });
    expect(differences(report, { legs: [believe(PERP, '2', 'short')] })).toEqual(['fill-missed t1: adopt-fill']);
  });

  it('takes a fee kept in the coin off a missed spot purchase: 1 bought less 0.1 is the 0.9 in the wallet', () => {
    const bought = fill('t1', 'buy', '1', { market: SPOT, fee: text('0.1'), feeCoin: 'BTC' });
    const report = account({ positions: [[SPOT, '0.9']], fills: [bought] });
    expect(differences(report, { legs: [believe(SPOT, '0')] })).toEqual(['fill-missed t1: adopt-fill']);
  });

  it('leaves coins of the account alone that no leg bought, and misses those a leg should have', () => {
    expect(wallet('7')).toEqual([]);
    expect(wallet('0.4')).toEqual(['quantity-differs long 1 is 0.4: adopt-quantity']);
    expect(differences(account({ positions: [[SPOT, '7']] }))).toEqual([]);
  });

  it('asks about every open intent and concludes nothing of its market meanwhile', () => {
    const report = account({ positions: [[PERP, '1']] });
    expect(differences(report, { legs: [believe(PERP, '0')], intents: [intent('order-1')] })).toEqual([
      'intent-open order-1: probe-intent',
      'quantity-differs long 0 is 1: await-orders',
    ]);
    expect(differences(report, { intents: [intent('order-1')] })).toEqual([
      'intent-open order-1: probe-intent',
      'position-unknown BTC 1: await-orders',
    ]);
  });

  it('looks only at its own venue', () => {
    const ours = { legs: [believe(ELSEWHERE, '2')], intents: [intent('order-1', ELSEWHERE)] };
    expect(differences(account({}), ours)).toEqual([]);
  });

  it('cancels a resting order of our form that no intent stands for, wherever it is, and nobody else’s', () => {
    const report = account({
      open: [
        ['order-1', PERP],
        ['order-2', PERP],
        ['order-3', DOGE],
        ['manual', PERP],
        ['', DOGE],
      ],
    });
    expect(differences(report, { intents: [intent('order-1')] })).toEqual([
      'intent-open order-1: probe-intent',
      'order-unknown order-2: cancel-order',
      'order-unknown order-3: cancel-order',
      'order-unknown manual: pause',
      'order-unknown : pause',
    ]);
  });

  it("flattens an orphan leg of a coin of ours, and pauses for somebody else's position", () => {
    const report = account({
      positions: [
        [PERP, '-3'],
        [DOGE, '500'],
      ],
    });
    expect(differences(report)).toEqual([
      'position-unknown BTC -3: flatten',
      'position-unknown no coin of ours 500: pause',
    ]);
    expect(differences(account({ positions: [[PERP, '0.009']] }))).toEqual([]);
    expect(differences(account({ positions: [[DOGE, '0']] }))).toEqual([]);
  });
});
