import { actorId } from '../../domain/ids.ts';
import type { CoinId, MarketKey } from '../../domain/ids.ts';
import type { AtMs } from '../../domain/units.ts';
import type { ExitReason, PositionEvent } from '../../position/position-event.ts';
import { largestDivergence } from '../../risk/divergence.ts';
import type { Divergence } from '../../risk/divergence.ts';
import { heldSince } from '../../risk/risk-level.ts';
import type { Config } from '../config/config.ts';
import { earliest } from './earliest.ts';
import type { HeldLeg, HeldRoute } from './held-legs.ts';
import { multiplierOf } from './leg-price.ts';
import type { LegSight } from './leg-price.ts';
import type { FactBody, Outbox } from '../outbox.ts';

export interface PriceWatchParts {
  readonly outbox: Outbox;
  readonly config: Pick<Config, 'limits'>;
  readonly send: (coin: CoinId, event: PositionEvent) => void;
  readonly leave: (coin: CoinId, reason: ExitReason, figures: FactBody) => void;
}

/** What prices say of held routes: whether anybody still tells them, and whether those that should be one are. */
export class PriceWatch {
  readonly #parts: PriceWatchParts;
  readonly #divergingSinceMs = new Map<CoinId, AtMs>();
  readonly #blind = new Map<MarketKey, string>();

  constructor(parts: PriceWatchParts) {
    this.#parts = parts;
  }

  look(routes: readonly HeldRoute[]): void {
    for (const route of routes) {
      this.#reviewFeeds(route);
      this.#reviewDivergence(route);
    }
    const held = new Set(routes.map(({ position }) => position.coin));
    for (const coin of this.#divergingSinceMs.keys()) if (!held.has(coin)) this.#divergingSinceMs.delete(coin);
    const markets = new Set(routes.flatMap(({ legs }) => legs.map(({ market }) => market)));
    for (const market of this.#blind.keys()) if (!markets.has(market)) this.#blind.delete(market);
  }

  /** When a divergence will have lasted long enough. */
  deadlineAfter(lookedAtMs: number): AtMs | undefined {
    const { divergenceForMs } = this.#parts.config.limits;
    const due = [...this.#divergingSinceMs.values()].map((sinceMs) => (sinceMs + divergenceForMs) as AtMs);
    return earliest(due, lookedAtMs);
  }

  /** Told only when it changes: every event a position takes is a snapshot on disk. */
  #reviewFeeds({ position, legs }: HeldRoute): void {
    const { outbox, send } = this.#parts;
    const blind = legs.filter(({ sight }) => sight.view?.status !== 'live');
    for (const held of legs) this.#tellBlind(held, blind.includes(held) ? (held.price?.source ?? 'nobody') : 'own');
    if (position.entry === null) return;
    const freshness = blind.length === 0 ? 'fresh' : 'stale';
    if ((freshness === 'stale') !== (position.staleSinceMs !== null))
      send(position.coin, { type: 'feed.reviewed', atMs: outbox.nowMs, freshness });
  }

  #tellBlind({ coin, market, leg, price }: HeldLeg, source: string): void {
    const before = this.#blind.get(market) ?? 'own';
    if (before === source) return;
    this.#blind.set(market, source);
    this.#parts.outbox.fact(`risk.leg-${source === 'own' ? 'seen' : 'blind'}`, actorId(`position/${coin}`), {
      market,
      leg,
      priceFrom: source,
      ...(price === undefined ? {} : { price: price.price }),
    });
  }

  #reviewDivergence({ position, legs }: HeldRoute): void {
    const { outbox, config, leave } = this.#parts;
    const { markDivergenceMaxFraction, divergenceForMs } = config.limits;
    const [one, other] = legs;
    const seen = one === undefined || other === undefined ? undefined : divergenceOf(one.sight, other.sight);
    const isFar = seen !== undefined && seen.fraction > markDivergenceMaxFraction;
    const sinceMs = heldSince(this.#divergingSinceMs.get(position.coin), outbox.nowMs, isFar ? 'so' : 'not');
    if (sinceMs === undefined || seen === undefined) {
      this.#divergingSinceMs.delete(position.coin);
      return;
    }
    this.#divergingSinceMs.set(position.coin, sinceMs);
    if (outbox.nowMs - sinceMs < divergenceForMs) return;
    const { between, fraction } = seen;
    leave(position.coin, 'mark-divergence', { between, fraction, limitFraction: markDivergenceMaxFraction });
  }
}

/** Only feeds that live are compared: what is old differs for being old. */
export const divergenceOf = (long: LegSight, short: LegSight): Divergence | undefined => {
  if (long.view?.status !== 'live' || short.view?.status !== 'live') return undefined;
  return largestDivergence(
    { ...long.view, multiplier: multiplierOf(long) },
    { ...short.view, multiplier: multiplierOf(short) },
  );
};
