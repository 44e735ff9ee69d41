import { actorId, positionCoin, venueOf } from '../../domain/ids.ts';
import type { ActorId, CoinId, MarketKey } from '../../domain/ids.ts';
import { ZERO, decimal, sum, text } from '../../domain/money.ts';
import type { Decimal } from '../../domain/money.ts';
import { everyLeg } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import type { AccountDesk } from '../account-desk.ts';
import { forgetLostOrders } from './lost-orders.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';
import type { ActorRegistry } from '../registry.ts';
import type { Treasury } from '../money/treasury.ts';

export interface RevivalParts {
  readonly outbox: Outbox;
  readonly registry: Pick<ActorRegistry, 'isOut'>;
  readonly orders: Pick<OrderDesk, 'intents'>;
  readonly positions: Pick<PositionDesk, 'position' | 'all' | 'heard' | 'filled'>;
  readonly accounts: Pick<AccountDesk, 'ask'>;
  readonly treasury: Pick<Treasury, 'ledger'>;
}

/**
 * A position whose actor failed hears nothing until it is restarted. Then it is told what it missed: the fills that the books
 * have counted and it has not, and the end of orders that are over; and its venues are asked how things stand.
 */
export class Revival {
  readonly #parts: RevivalParts;
  /** Coins whose actors are out, with every market that orders of theirs were on their way to. */
  readonly #out = new Map<CoinId, Set<MarketKey>>();

  constructor(parts: RevivalParts) {
    this.#parts = parts;
  }

  /** An actor failed and will be restarted. */
  failed(actor: ActorId): void {
    const coin = positionCoin(actor);
    if (coin === undefined) return;
    const { orders, positions } = this.#parts;
    const legs = everyLeg(positions.position(coin) ?? { legs: null, roll: null });
    const sent = orders.intents().filter((intent) => intent.coin === coin);
    const markets = [...legs.map(({ state }) => state.market), ...sent.map(({ market }) => market)];
    this.#out.set(coin, new Set([...(this.#out.get(coin) ?? []), ...markets]));
  }

  /** After actors were restarted. */
  tick(): void {
    for (const [coin, markets] of this.#out) {
      if (this.#parts.registry.isOut(actorId(`position/${coin}`))) continue;
      this.#out.delete(coin);
      this.#tell(coin, [...markets].sort());
    }
  }

  #tell(coin: CoinId, markets: readonly MarketKey[]): void {
    const { positions, treasury, accounts } = this.#parts;
    for (const market of markets) {
      const booked = treasury.ledger.lot(market)?.quantity ?? ZERO;
      const missed = booked.minus(knownOn(market, positions.position(coin)));
      if (missed.isZero()) continue;
      const leg = legOn(market, positions.position(coin)) ?? (missed.gt(0) ? 'long' : 'short');
      const intent = { coin, leg, market, side: missed.gt(0) ? 'buy' : 'sell' } as const;
      positions.filled({ intent, netQuantity: text(missed.abs()) });
    }
    forgetLostOrders(this.#parts, coin);
    for (const venue of [...new Set(markets.map((market) => venueOf(market)))].sort()) accounts.ask(venue);
  }
}

const legOn = (market: MarketKey, position: Position | undefined) =>
  everyLeg(position ?? { legs: null, roll: null }).find(({ state }) => isOn(market, state))?.leg;

/** What the position holds there as far as it knows, signed, the venue's unit. */
const knownOn = (market: MarketKey, position: Position | undefined): Decimal => {
  const legs = everyLeg(position ?? { legs: null, roll: null })
    .filter(({ state }) => isOn(market, state))
    .map(({ leg, state: { held } }) => ({ leg, held }));
  const strays = (position?.strays ?? []).filter(({ terms }) => terms.market === market);
  return sum([...legs, ...strays].map(({ leg, held }) => (leg === 'long' ? decimal(held) : decimal(held).neg())));
};

const isOn = (market: MarketKey, state: { readonly market: MarketKey; readonly presence: string }): boolean =>
  state.market === market && state.presence === 'traded';
