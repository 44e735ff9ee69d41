import type { Json } from '../../../src/domain/codec.ts';
import type { Fact } from '../../../src/domain/fact.ts';
import { actorId, marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import { atMs } from '../../../src/domain/units.ts';

/** 2026-01-05 00:00 UTC. */
export const MIDNIGHT = Date.UTC(2026, 0, 5);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const LONG = marketKey(venueId('alpha'), symbolId('SOL/USDT:USDT'));
export const SHORT = marketKey(venueId('beta'), symbolId('SOL/USDC:USDC'));
export const INVERSE = marketKey(venueId('gamma'), symbolId('SOL/USD:SOL'));

type Body = Readonly<Record<string, Json>>;
export type Sketch = Omit<Fact, 'seq' | 'cause'>;

export type Story = readonly (Sketch | readonly Sketch[])[];

/** Facts as a journal numbers them. */
export const journalOf = (...sketches: Story): readonly Fact[] =>
  sketches.flat().map((sketch, index) => ({ ...sketch, seq: index + 1, cause: index + 1 }));

/** `hours` are counted from midnight. */
export const fact = (
  hours: number,
  type: string,
  { actor = 'ledger', ...body }: Body & { readonly actor?: string },
): Sketch => ({
  atMs: atMs(MIDNIGHT + hours * HOUR),
  type,
  actor: actorId(actor),
  body,
});

export const started = (hours: number): Sketch =>
  fact(hours, 'engine.started', { actor: 'engine', birthId: 'b1', venues: ['alpha', 'beta'] });

export const dollar = (hours: number, coin: string, usd = '1'): Sketch => fact(hours, 'rate.journaled', { coin, usd });

export const capital = (hours: number, coin: string, amount: string, venue = 'alpha'): Sketch =>
  fact(hours, 'capital.opened', { venue, coin, amount });

let trades = 0;

/** 10 bought at 100.1 against a mid of 100, a fee of 0.5 USDT, unless told otherwise. */
export const fill = (hours: number, told: Body = {}): Sketch =>
  fact(hours, 'fill.booked', {
    clientOrderId: 'a1',
    coin: 'SOL',
    cycle: 'SOL-1',
    market: LONG,
    tradeId: `t${++trades}`,
    side: 'buy',
    quantity: '10',
    price: '100.1',
    decisionMid: '100',
    contractSize: '1',
    fee: '0.5',
    feeCoin: 'USDT',
    liquidity: 'taker',
    venueAtMs: MIDNIGHT + hours * HOUR,
    ...told,
  });

/** What the short leg of 10 receives at a whole hour: 10 x 100 x 0.001 = 1 USDC, unless told otherwise. */
export const paid = (hours: number, told: Body = {}): Sketch =>
  fact(hours, 'funding.paid', {
    cycle: 'SOL-1',
    market: SHORT,
    paymentId: `p${hours}`,
    amount: '1',
    coin: 'USDC',
    rate: '0.001',
    quantity: '-10',
    settlementPrice: '100',
    settlementAtMs: MIDNIGHT + hours * HOUR,
    ...told,
  });

export const expected = (hours: number, told: Body = {}): Sketch =>
  fact(hours, 'funding.expected', {
    market: SHORT,
    settlementAtMs: MIDNIGHT + hours * HOUR,
    kind: 'predicted',
    rate: 0.001,
    intervalHours: 1,
    observedAtMs: MIDNIGHT + hours * HOUR - 1000,
    price: '100',
    quantity: '-10',
    contractSize: '1',
    amount: '1',
    ...told,
  });

/** An entry was approved and its cycle opened; rates as told by market. */
export const opened = (
  hours: number,
  { cycle = 'SOL-1', evidence = [] }: { readonly cycle?: string; readonly evidence?: readonly Body[] } = {},
): readonly Sketch[] => [
  fact(hours, 'entry.approved', { actor: 'position/SOL', long: LONG, short: SHORT, evidence }),
  fact(hours, 'cycle.opened', { actor: 'position/SOL', cycle }),
];

export const closed = (hours: number, figures: Body = {}): Sketch =>
  fact(hours, 'cycle.closed', { actor: 'position/SOL', cycle: 'SOL-1', reason: 'carry-flipped', ...figures });

/** A change of state of a position, by the event named. */
export const moved = (
  hours: number,
  to: string,
  told: { readonly coin?: string; readonly event?: Body } = {},
): Sketch => {
  const type = `position.${to.split(/[.(]/)[0] ?? to}`;
  return fact(hours, type, {
    actor: `position/${told.coin ?? 'SOL'}`,
    from: 'before',
    to,
    ...(told.event === undefined ? {} : { event: told.event }),
  });
};

/**
 * A route of 10 SOL, long at 100.1 and short at 101.9 against mids of 100 and 102, closed at 103.9 and 104.1 against mids
 * of 104 each, with one payment received. By hand, in USD: funding 1; basis (104 - 100) x 10 + (102 - 104) x 10 = 20;
 * fees 4 x 0.5 = 2; slippage 10 x (0.1 + 0.1 + 0.1 + 0.1) = 4; net 1 + 20 - 2 - 4 = 15.
 */
export const closedRoute = (figures: Body = ROUTE_FIGURES): readonly Sketch[] => [
  started(0),
  dollar(0, 'USDT'),
  capital(0, 'USDT', '1000'),
  dollar(0, 'USDC'),
  capital(0, 'USDC', '1000', 'beta'),
  ...opened(1),
  fill(1),
  fill(1, { market: SHORT, side: 'sell', price: '101.9', decisionMid: '102', feeCoin: 'USDC' }),
  paid(2),
  fill(3, { side: 'sell', price: '103.9', decisionMid: '104' }),
  fill(3, { market: SHORT, price: '104.1', decisionMid: '104', feeCoin: 'USDC' }),
  closed(3, figures),
];

export const ROUTE_FIGURES = {
  funding: '1',
  basis: '20',
  fx: '0',
  fees: '2',
  slippage: '4',
  financing: '0',
  fixed: '0',
  net: '15',
} as const;
