import { bookMid } from '../analytics/slippage.ts';
import type { Fact } from '../domain/fact.ts';
import { actorId } from '../domain/ids.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { JournalBatch, JournalStore, WorldRequest } from '../domain/ports.ts';
import type { Engine } from '../engine/engine.ts';
import { stateText } from '../engine/view/state-text.ts';
import type { Position } from '../position/position.ts';
import type { Account } from '../simulator/account.ts';
import type { StateValue } from 'xstate';
import type { ChaosStage } from './chaos-stage.ts';
import { Calm } from './calm.ts';
import { Chronicle } from './chronicle.ts';
import { Freshness } from './freshness.ts';
import { textIn } from './fact-text.ts';
import type { InvariantName } from './invariant.ts';
import { InvariantBroken } from './invariant.ts';
import { misattributed, unbalanced } from './invariants/books.ts';
import { Lasting, unbooked, unowned } from './invariants/holdings.ts';
import { withinLimits } from './invariants/limits.ts';
import { NakedClock, nakedNow } from './invariants/naked.ts';
import type { Mind } from './invariants/restarts.ts';
import { changedByRestart, forgotten } from './invariants/restarts.ts';
import type { OrderCheck } from './invariants/sent-orders.ts';
import { decidedRightly, intended, reducesOnly, sentOnce } from './invariants/sent-orders.ts';
import { unsettled } from './invariants/settled.ts';
import type { HeldPosition, Sight } from './sight.ts';

/** A difference between us and a venue may last so long while an engine runs: the question, its repeat, its answer. */
const GRACE_MS = 90_000;

const ORDER_CHECKS: readonly (readonly [InvariantName, OrderCheck])[] = [
  ['sent-once', sentOnce],
  ['reduce-only', reducesOnly],
  ['intended', intended],
  ['decided-rightly', decidedRightly],
  ['limits', withinLimits],
];

/** Sees every fact, request and answer of a run, and looks at everything after each. Throws InvariantBroken. */
export class ChaosWatch {
  readonly chronicle: Chronicle;
  readonly #stage: ChaosStage;
  readonly #accounts = new Map<VenueId, Account>();
  readonly #freshness: Freshness;
  readonly #naked = new NakedClock();
  readonly #owned = new Lasting(GRACE_MS);
  readonly #booked = new Lasting(GRACE_MS);
  readonly #calm = new Calm();
  #engine: Engine | undefined;
  #left: readonly HeldPosition[] = [];

  constructor(stage: ChaosStage) {
    this.#stage = stage;
    this.#freshness = new Freshness(stage.profiles);
    this.chronicle = new Chronicle(stage.world.nowMs());
  }

  /** Before the engine starts. */
  lifeBegins(engine: Engine): void {
    const nowMs = this.#stage.world.nowMs();
    const { diedAtMs } = this.chronicle;
    if (diedAtMs !== undefined) this.#naked.wasDown(nowMs - diedAtMs);
    this.#engine = engine;
    this.#owned.forget();
    this.#booked.forget();
    this.#freshness.begin();
    this.chronicle.lifeBegan(nowMs);
  }

  /** The engine has started over what the life before left. */
  lifeBegan(): void {
    const changed = changedByRestart(this.#left, this.#positions());
    if (changed.length > 0) throw new InvariantBroken('restart', changed.join('; '));
  }

  /**
   * The process was killed: what the engine had in mind must be what the journal holds. Not so on a full disk, where the
   * last thought was never written.
   */
  lifeEnded(store: JournalStore, how: 'killed' | 'disk-full'): void {
    this.chronicle.lifeEnded(this.#stage.world.nowMs());
    this.#left = [];
    if (how === 'disk-full') return;
    const snapshots = store.snapshots();
    const lost = forgotten(this.#minds(snapshots.map(({ actor }) => actor)), snapshots);
    this.#left = this.#positions();
    if (lost.length > 0) throw new InvariantBroken('restart', lost.join('; '));
  }

  asked(request: WorldRequest): void {
    this.chronicle.asked(request);
    if (request.kind !== 'submit') return;
    const sight = this.sight();
    for (const [name, check] of ORDER_CHECKS) breakOn(name, check(request.order, sight));
  }

  told(input: Input): void {
    this.chronicle.told(input);
    if (input.kind === 'frame' || input.kind === 'rest' || input.kind === 'connection') this.#freshness.heard(input);
    if (input.kind === 'turn' || input.kind === 'tick') this.look();
  }

  committing({ ledger }: JournalBatch): void {
    breakOn('balanced', unbalanced(this.chronicle.rows, ledger));
  }

  committed(batch: JournalBatch, facts: readonly Fact[]): void {
    this.chronicle.committed(batch, facts);
    for (const fact of facts) {
      breakOn('attributed', misattributed(fact));
      if (fact.type === 'actor.parked' || fact.type === 'actor.restarting')
        breakOn('sound', `${fact.actor} failed: ${textIn(fact.body, 'reason')}`);
    }
    this.look();
  }

  /** Everything that may be so for a moment, and not for longer. */
  look(): void {
    const sight = this.sight();
    if (this.#calm.isAsItWas(sight)) return breakOn('naked-bound', this.#naked.look([], sight));
    const { nowMs } = this.chronicle;
    const [naked, foreign, other] = [nakedNow(sight), unowned(sight), unbooked(sight)];
    this.#calm.found(sight, naked.length + foreign.size + other.size);
    breakOn('naked-bound', this.#naked.look(naked, sight));
    breakOn('owned', this.#owned.look(foreign, nowMs));
    breakOn('booked', this.#booked.look(other, nowMs));
  }

  /** Nothing has gone wrong for a while. */
  end(): void {
    const open = unsettled(this.sight());
    if (open.length > 0) throw new InvariantBroken('settled', open.join('; '));
  }

  sight(): Sight {
    const { world, config, profiles } = this.#stage;
    for (const { venue } of profiles) this.#accounts.set(venue, world.account(venue));
    return {
      chronicle: this.chronicle,
      config,
      positions: this.#positions(),
      accounts: this.#accounts,
      freshness: this.#freshness,
      visibilityMs: Math.max(...profiles.map(({ visibilityDelayMs }) => visibilityDelayMs)),
      instrument: (market) => world.markets.instruments().find((one) => one.market === market),
      mark: (market) => world.markets.markPrice(market),
      mid: (market) => midOf(world, market),
    };
  }

  #positions(): readonly HeldPosition[] {
    const inspect = this.#engine?.inspect;
    return this.#stage.coins.flatMap((coin) => {
      const actor = actorId(`position/${coin}`);
      const value = inspect?.value(actor);
      if (value === undefined) return [];
      // a position actor's context is a position
      return [{ actor, state: stateText(value), position: inspect?.context(actor) as Position }];
    });
  }

  #minds(actors: readonly Mind['actor'][]): readonly Mind[] {
    const inspect = this.#engine?.inspect;
    return actors.flatMap((actor) => {
      const value: StateValue | undefined = inspect?.value(actor);
      return value === undefined ? [] : [{ actor, value, context: inspect?.context(actor) }];
    });
  }
}

const midOf = ({ markets }: ChaosStage['world'], market: MarketKey): number => {
  const book = markets.book(market);
  return (book === undefined ? undefined : bookMid(book)) ?? markets.markPrice(market);
};

const breakOn = (name: InvariantName, seen: string | undefined): void => {
  if (seen !== undefined) throw new InvariantBroken(name, seen);
};
