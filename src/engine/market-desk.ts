import { actorId } from '../domain/ids.ts';
import type { ActorId, CoinId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { marketMachine } from '../market/market.machine.ts';
import type { Market } from '../market/market.ts';
import type { Feeds } from './feeds.ts';
import type { Outbox } from './outbox.ts';
import type { ActorRegistry } from './registry.ts';

interface MarketDeskParts {
  readonly feeds: Feeds;
  readonly registry: ActorRegistry;
  readonly outbox: Outbox;
  /** An instrument was seen first or changed. */
  readonly instrumentsChanged: () => void;
}

interface Handover {
  readonly actor: ActorId;
  /** What the actor was told last. */
  told: 'nothing' | 'usable' | 'unusable';
  toldAtMs: number;
  readonly remindEveryMs: number;
  isHalted: boolean;
  instrument: unknown;
}

/** A market that keeps its state is mentioned to its actor so many times per longest silence: calm is not silence. */
const REMINDERS_PER_SILENCE = 4;

/** One market actor per pair: tells each what its feed shows, and remembers which coins moved. */
export class MarketDesk {
  readonly #parts: MarketDeskParts;
  readonly #handovers = new Map<Market, Handover>();
  readonly #touched = new Set<CoinId>();

  constructor(parts: MarketDeskParts) {
    this.#parts = parts;
    const { feeds } = parts;
    feeds.views$.subscribe((market) => this.#view(market));
    feeds.lost$.subscribe((market) => this.#lost(market));
    feeds.notable$.subscribe((event) => {
      if (event.type !== 'book.gap') return;
      const { market, expected, received, recovery } = event;
      parts.outbox.fact('feed.gap', actorId(`market/${market}`), { expected, received, recovery });
      parts.outbox.request({ kind: 'resync', market, recovery });
    });
  }

  /** Coins whose markets were touched since the last call, in the order they were touched. */
  takeTouched(): readonly CoinId[] {
    if (this.#touched.size === 0) return [];
    const coins = [...this.#touched];
    this.#touched.clear();
    return coins;
  }

  #view(market: Market): void {
    if (!market.isFed) return;
    const { registry, outbox } = this.#parts;
    const handover = this.#handovers.get(market) ?? this.#open(market);
    const nowMs = outbox.nowMs;
    if (market.instrument !== handover.instrument) {
      handover.instrument = market.instrument;
      this.#parts.instrumentsChanged();
    }
    if (market.instrument !== undefined) this.#touched.add(market.instrument.coin);
    const isHalted = market.haltedBecause !== undefined;
    if (isHalted !== handover.isHalted) {
      handover.isHalted = isHalted;
      handover.told = 'nothing';
      registry.send<typeof marketMachine>(handover.actor, {
        type: isHalted ? 'market.halted' : 'market.resumed',
        atMs: nowMs,
      });
    }
    if (market.bookTime === undefined && handover.told === 'nothing') return;
    if (market.bookState === handover.told && nowMs - handover.toldAtMs < handover.remindEveryMs) return;
    this.#tell(handover, market.bookState, nowMs);
  }

  #tell(handover: Handover, book: 'usable' | 'unusable', nowMs: AtMs): void {
    handover.told = book;
    handover.toldAtMs = nowMs;
    this.#parts.registry.send<typeof marketMachine>(handover.actor, { type: 'market.seen', atMs: nowMs, book });
  }

  #lost(market: Market): void {
    const handover = this.#handovers.get(market) ?? this.#open(market);
    handover.told = 'nothing';
    this.#parts.registry.send<typeof marketMachine>(handover.actor, {
      type: 'market.lost',
      atMs: this.#parts.outbox.nowMs,
    });
  }

  #open(market: Market): Handover {
    const actor = actorId(`market/${market.key}`);
    const silenceMs = this.#parts.feeds.profile(market.venue)?.silenceMs;
    if (silenceMs === undefined) throw new Error(`a market of a venue without a profile: ${market.key}`);
    this.#parts.registry.spawn({ id: actor, machine: marketMachine, input: { market: market.key, silenceMs } });
    const handover: Handover = {
      actor,
      told: 'nothing',
      toldAtMs: 0,
      remindEveryMs: silenceMs / REMINDERS_PER_SILENCE,
      isHalted: false,
      instrument: undefined,
    };
    this.#handovers.set(market, handover);
    return handover;
  }
}
