import { clientOrderId, coinId } from '../../../src/domain/ids.ts';
import type { ClientOrderId, CoinId, Leg, MarketKey, VenueId } from '../../../src/domain/ids.ts';
import type { Input } from '../../../src/domain/input.ts';
import { text } from '../../../src/domain/money.ts';
import { atMs } from '../../../src/domain/units.ts';
import { CapitalDesk } from '../../../src/engine/money/capital-desk.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import type { Config } from '../../../src/engine/config/config.ts';
import { PegWatch } from '../../../src/engine/watches/peg-watch.ts';
import { RiskDesk } from '../../../src/engine/watches/risk-desk.ts';
import { reviewFeed } from '../../../src/position/exit.ts';
import { emptyLeg, emptyPosition } from '../../../src/position/position.ts';
import type { Position } from '../../../src/position/position.ts';
import { SETTINGS } from '../../support/route-terms.ts';
import {
  BYBIT,
  BYBIT_SOL,
  HYPERLIQUID,
  HYPERLIQUID_SOL,
  bybitBook,
  bybitTicker,
  fedRoom,
  fillOf,
  hyperliquidBook,
  hyperliquidContext,
} from '../market-room.ts';
import type { MarketRoom } from '../market-room.ts';

export const SOL = coinId('SOL');
export const ORDER = clientOrderId('a1');

/** The wallets behind the legs, dollars of each venue's own coin. */
export interface RiskRoomOptions {
  readonly bybitUsdt?: string;
  readonly hyperliquidUsdc?: string;
  readonly config?: string;
}

/** The risk desk over two real markets, ten SOL long on Bybit and ten short on Hyperliquid; what it asks for is noted. */
export class RiskRoom {
  readonly room: MarketRoom = fedRoom();
  /** Exits and questions in their order. */
  readonly asked: string[] = [];
  readonly config: Config;
  readonly desk: RiskDesk;
  position: Position = holding(BYBIT_SOL, HYPERLIQUID_SOL);
  state = 'hedged.carrying';
  #updates = 10;
  #prices: [number, number] = [100, 100];

  constructor({ bybitUsdt = '5000', hyperliquidUsdc = '5000', config = '' }: RiskRoomOptions = {}) {
    this.config = parseConfig({ text: config });
    const { outbox, feeds, scout, treasury } = this.room;
    const pegs = new PegWatch({ outbox, markets: feeds.markets, config: this.config });
    this.desk = new RiskDesk({
      config: this.config,
      outbox,
      feeds,
      scout,
      treasury,
      pegs,
      venues: [BYBIT, HYPERLIQUID],
      positions: {
        all: () => [this.position],
        position: (coin) => (coin === this.position.coin ? this.position : undefined),
        state: () => this.state,
        requestExit: (coin, reason) => {
          this.asked.push(`leave ${coin}: ${reason}`);
          this.position = { ...this.position, exit: reason };
        },
        send: (_coin, event) => {
          if (event.type === 'feed.reviewed') this.position = reviewFeed(this.position, event);
        },
      },
      accountOf: () => ({ usdPerQuote: 1, leverage: 1, maintenanceFraction: 0.01 }),
      knownAccounts: () => new Set([BYBIT, HYPERLIQUID]),
      marketOf: (id: ClientOrderId): MarketKey | undefined => (id === ORDER ? BYBIT_SOL : undefined),
      askAccount: (venue) => this.asked.push(`ask ${venue}`),
    });
    this.#open(BYBIT, 'USDT', bybitUsdt);
    this.#open(HYPERLIQUID, 'USDC', hyperliquidUsdc);
    this.room.within(() => {
      const about = { cycle: 'SOL-1', coin: SOL, decisionMid: text(100) };
      treasury.bookFill(fillOf({ quantity: text(10), price: text(100), fee: text(0) }), about);
      const short = { market: HYPERLIQUID_SOL, side: 'sell', feeCoin: 'USDC' } as const;
      treasury.bookFill(fillOf({ ...short, quantity: text(10), price: text(100), fee: text(0) }), about);
    });
  }

  /** Both venues tell a price, or one of them its own. */
  price(price: number, hyperliquidPrice = price): this {
    this.#prices = [price, hyperliquidPrice];
    const ts = this.room.nowMs;
    const ticker = bybitTicker(ts, '0.0001');
    const told = { markPrice: `${price}`, indexPrice: `${price}` };
    this.#updates += 1;
    const levels = around(hyperliquidPrice).map((side) => side.map(([px, sz]) => ({ px, sz, n: 1 })));
    const context = hyperliquidContext('0');
    const ctx = { ...context.data.ctx, oraclePx: `${hyperliquidPrice}`, markPx: `${hyperliquidPrice}` };
    this.room
      .frame(BYBIT, bybitBook(ts, this.#updates, around(price)))
      .frame(BYBIT, { ...ticker, data: { ...ticker.data, ...told } })
      .frame(HYPERLIQUID, { ...hyperliquidBook(ts), data: { coin: 'SOL', time: ts, levels } })
      .frame(HYPERLIQUID, { ...context, data: { coin: 'SOL', ctx } });
    return this;
  }

  /** The desk after an input of now. */
  after(input: Record<string, unknown> & { readonly kind: Input['kind'] } = { kind: 'turn' }): this {
    // a spec invents inputs freely; the desk reads what an input of its kind has
    const told = { ...input, atMs: this.room.nowMs, seq: 1 } as Parameters<RiskDesk['after']>[0];
    this.room.within(() => this.desk.after(told, 'running'));
    return this;
  }

  /** Time passes: venues repeat their prices every second, and the desk is given a tick at each instant it asked for. */
  wait(ms: number): this {
    const untilMs = this.room.nowMs + ms;
    for (let repeatAtMs = this.room.nowMs + 1000; this.room.nowMs < untilMs;) {
      const dueAtMs = this.desk.deadlineAtMs ?? Infinity;
      this.room.wait(Math.max(0, Math.min(dueAtMs, repeatAtMs, untilMs) - this.room.nowMs));
      if (this.room.nowMs >= repeatAtMs) {
        this.price(...this.#prices);
        repeatAtMs += 1000;
      }
      if (this.room.nowMs >= dueAtMs) this.after({ kind: 'tick' });
    }
    return this;
  }

  /** Types of what was written about the risk since the last call, with a word of each. */
  told(): readonly string[] {
    return this.room
      .takeFacts()
      .filter(({ type }) => type.startsWith('risk.'))
      .map(({ type, body }) =>
        [type.slice('risk.'.length), body['reason'], body['coin'], body['leg']]
          .filter((word) => typeof word === 'string')
          .join(' '),
      );
  }

  #open(venue: VenueId, coin: string, total: string): void {
    const nothing = { openOrders: [], positions: [], fills: [], payments: [], transfers: [] };
    const balances = [{ coin, total: text(total), free: text(total) }];
    const { outbox, treasury } = this.room;
    const capital = new CapitalDesk({ outbox, treasury, transferred: () => undefined });
    this.room.within(() => capital.meet({ venue, balances, ...nothing }));
  }
}

/** A book of one level on each side. */
const around = (mid: number): [string[][], string[][]] => [[[`${mid - 0.01}`, '500']], [[`${mid + 0.01}`, '500']]];

/** Ten coins each way, entered at nine. */
export const holding = (long: MarketKey, short: MarketKey): Position => {
  const route = { coin: SOL, long, short };
  const terms = { long: tenOf(long), short: tenOf(short) };
  return {
    ...emptyPosition(SOL as CoinId, SETTINGS),
    cycles: 1,
    entry: { route, legs: terms, notionalUsd: 1000, netBps: 10, requiredBps: 5, breakEvenHours: 4 },
    legs: terms,
    openedAtMs: atMs(0),
  };
};

const tenOf = (market: MarketKey) => ({
  ...emptyLeg({ market, coinsPerUnit: text(1), lotSize: text('0.1'), minQuantity: text('0.1') }),
  held: text(10),
});

/** The same with one leg of another size. */
export const withHeld = (position: Position, leg: Leg, held: number): Position => {
  const { legs } = position;
  if (legs === null) throw new Error('nothing is held');
  return { ...position, legs: { ...legs, [leg]: { ...legs[leg], held: text(held) } } };
};
