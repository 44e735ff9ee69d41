import { marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import type { MarketKey, Side } from '../../../src/domain/ids.ts';
import { decimal, text } from '../../../src/domain/money.ts';
import type { Decimal } from '../../../src/domain/money.ts';
import { clientOrderId } from '../../../src/domain/ids.ts';
import { atMs } from '../../../src/domain/units.ts';
import { expect } from 'vitest';
import { sumPerCoin } from '../../../src/ledger/entry.ts';
import type { Entry } from '../../../src/ledger/entry.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { MoneyFact } from '../../../src/ledger/money-fact.ts';

export const market = (venue: string, symbol: string): MarketKey => marketKey(venueId(venue), symbolId(symbol));
export const LINEAR = market('alpha', 'BTC/USDT:USDT');
export const SPOT = market('beta', 'BTC/USDT');
export const INVERSE = market('gamma', 'BTC/USD:BTC');

export interface FillSketch {
  readonly on: MarketKey;
  readonly side: Side;
  readonly quantity: string;
  readonly price: string;
  readonly mid: string;
  readonly fee?: string;
  readonly feeCoin?: string;
  readonly contractSize?: string;
  readonly tradeId?: string;
  readonly cycle?: string;
}

let trades = 0;

/** A fill in the terms that matter to the books; each gets a trade id of its own unless told. */
export const fill = (sketch: FillSketch): Extract<MoneyFact, { kind: 'fill' }> => ({
  kind: 'fill',
  cycle: sketch.cycle ?? 'BTC#1',
  decisionMid: text(sketch.mid),
  contractSize: text(sketch.contractSize ?? '1'),
  fill: {
    clientOrderId: clientOrderId('c1'),
    market: sketch.on,
    tradeId: sketch.tradeId ?? `t${++trades}`,
    side: sketch.side,
    quantity: text(sketch.quantity),
    price: text(sketch.price),
    fee: text(sketch.fee ?? '0'),
    feeCoin: sketch.feeCoin ?? (sketch.on === INVERSE ? 'BTC' : 'USDT'),
    liquidity: 'taker',
    venueAtMs: atMs(1_790_928_000_000),
  },
});

export interface FundingSketch {
  readonly on: MarketKey;
  readonly amount: string;
  readonly coin?: string;
  readonly paymentId?: string;
  readonly cycle?: string;
}

let payments = 0;

export const funding = (sketch: FundingSketch): Extract<MoneyFact, { kind: 'funding' }> => ({
  kind: 'funding',
  cycle: sketch.cycle ?? 'BTC#1',
  payment: {
    market: sketch.on,
    paymentId: sketch.paymentId ?? `p${++payments}`,
    amount: text(sketch.amount),
    coin: sketch.coin ?? 'USDT',
    rate: text('0.0001'),
    quantity: text('1'),
    settlementPrice: text('100'),
    settlementAtMs: atMs(1_790_928_000_000),
  },
});

/** Plain text of decimals, for comparing. */
export const plain = (value: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, typeof member === 'string' ? member : text(member as Decimal)]),
  );

/** What is left over per coin; balanced books leave nothing. */
export const leftOver = (entries: readonly Entry[]): readonly string[] => {
  const movements = entries.flatMap(({ lines }) => lines.map((line) => ({ ...line, amount: decimal(line.amount) })));
  return [...sumPerCoin(movements)]
    .filter(([, total]) => !total.isZero())
    .map(([coin, total]) => `${text(total)} ${coin}`);
};

/** A ledger that has booked these facts, each of them balanced. */
export const ledgerAfter = (...facts: readonly MoneyFact[]): Ledger => {
  const ledger = createLedger();
  for (const fact of facts) expect(leftOver(ledger.post(fact).entries)).toEqual([]);
  return ledger;
};

/** The parts of the first cycle's result in one coin, as text. */
export const partsOf = (ledger: Ledger, coin = 'USDT') => {
  const attribution = ledger.attribution('BTC#1').get(coin);
  return attribution === undefined ? undefined : plain(attribution);
};
