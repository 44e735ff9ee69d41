import { expect } from 'vitest';
import type { Fill, OrderReport } from '../../src/domain/order.ts';
import { decimal, sum, text } from '../../src/domain/money.ts';
import type { DecimalText } from '../../src/domain/money.ts';
import type { LiveRoom } from './live-room.ts';

/** What one venue's spec is about. */
export interface LiveCase {
  readonly venue: string;
  readonly symbol: string;
  /** In the venue's unit, worth some thousands of dollars. */
  readonly quantity: DecimalText;
}

export const LIVE_CASES: Readonly<Record<string, LiveCase>> = {
  binance: { venue: 'binance', symbol: 'BTC/USDT:USDT', quantity: text('0.05') },
  bybit: { venue: 'bybit', symbol: 'BTC/USDT:USDT', quantity: text('0.05') },
  okx: { venue: 'okx', symbol: 'BTC/USDT:USDT', quantity: text(5) },
  hyperliquid: { venue: 'hyperliquid', symbol: 'SOL/USDC:USDC', quantity: text(3) },
  deribit: { venue: 'deribit', symbol: 'ETH/USDC:USDC', quantity: text('0.5') },
  kucoin: { venue: 'kucoin', symbol: 'BTC/USDT:USDT', quantity: text(50) },
  backpack: { venue: 'backpack', symbol: 'BTC/USDC:USDC', quantity: text('0.05') },
};

export const isEnd = ({ kind }: OrderReport): boolean => kind === 'done' || kind === 'refused' || kind === 'in-doubt';

export const fillsIn = (reports: readonly OrderReport[]): readonly Fill[] =>
  reports.flatMap((report) => (report.kind === 'fill' ? [report.fill] : report.kind === 'found' ? report.fills : []));

export const totalOf = (fills: readonly Fill[]): string => text(sum(fills.map(({ quantity }) => decimal(quantity))));

const dot = (value: string): string => (value.includes('.') ? value : `${value}.`);

/** Sends what cannot be taken, each wrong in its own way, and returns what the gateway made of the venue's words. */
export const refusals = async (room: LiveRoom, { quantity }: LiveCase): Promise<Readonly<Record<string, string>>> => {
  const low = await room.price('bid', 0.9);
  const wrongs = {
    'takes although post-only': { quantity, timeInForce: 'post-only', limitPrice: await room.price('ask', 1.01) },
    'reduces nothing': { quantity, side: 'sell', reduceOnly: true },
    'is worth too little': { quantity, limitPrice: await room.price('bid', 0.00005) },
    'is off the lot': { quantity: text(`${dot(quantity)}123456`), limitPrice: low },
    'is off the tick': { quantity, limitPrice: text(`${dot(low)}0123456`) },
    'costs more than there is': { quantity: text(decimal(quantity).times(10_000)) },
  } as const;
  const codes: Record<string, string> = {};
  for (const [wrong, told] of Object.entries(wrongs)) {
    const order = await room.order(told);
    const end = (await room.submit(order, isEnd)).find(isEnd);
    codes[wrong] = end?.kind === 'refused' ? end.code : String(end?.kind);
    // the venue's own words come with the code
    if (end?.kind === 'refused') expect(end.message.length).toBeGreaterThan(5);
  }
  return codes;
};

/** The same order sent by a gateway that does not know of the first time; what the venue says of the second. */
export const sentByAnother = async (room: LiveRoom, { quantity }: LiveCase): Promise<OrderReport | undefined> => {
  const order = await room.order({ quantity, timeInForce: 'gtc', limitPrice: await room.price('bid', 0.9) });
  await room.submit(order, ({ kind }) => kind === 'accepted');
  const other = room.gatewayOfAnotherLife();
  await other.ready();
  other.perform({ kind: 'submit', order }, room.clock.now());
  await room.until(() => room.reports(order.clientOrderId).length > 1);
  other.stop();
  room.perform({ kind: 'cancel', clientOrderId: order.clientOrderId, market: order.market });
  await room.until(() => room.reports(order.clientOrderId).some(({ kind }) => kind === 'done'));
  return room.reports(order.clientOrderId)[1];
};

/** Rows as both sides can say them: trades are numbered in the venue's form, and sorted by time. */
export const comparable = (fills: readonly Fill[]): readonly unknown[] =>
  fills.map(({ tradeId, ...fill }) => ({ ...fill, trade: Number(/\d+$/.exec(tradeId)?.[0]) }));
