import { bestPerCoin, rankSignals } from '../analytics/ranking.ts';
import type { Signal } from '../analytics/signal.ts';
import { nextMultiple } from '../clock/deadline.ts';
import { createVirtualClock } from '../clock/virtual-clock.adapter.ts';
import { actorId, positionCoin, symbolOf } from '../domain/ids.ts';
import type { ActorId, CoinId, MarketKey } from '../domain/ids.ts';
import type { SequencedInput } from '../domain/input.ts';
import type { AccountReport, FundingPayment } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { OrderEffect } from '../execution/order.ts';
import type { PositionEffect } from '../position/position-event.ts';
import { closeCycle } from './money/close-cycle.ts';
import { furnish } from './desks.ts';
import type { CoreParts, Desks } from './desks.ts';
import type { Core } from './driver.ts';
import { earliest } from './watches/earliest.ts';
import { InputLog } from './view/input-log.ts';
import { inspectionOf } from './view/inspect.ts';
import type { Inspection } from './view/inspect.ts';
import { JudgingRound } from './trading/judging-round.ts';
import { MinuteWatch } from './watches/minute-watch.ts';
import type { StepOutput } from './outbox.ts';
import { sizeFact } from './watches/size-watch.ts';
import { stateFact } from './view/state-fact.ts';
import type { EngineStatus, PositionStatus } from './view/status.ts';
import { coreStatus, positionStatuses } from './view/status-view.ts';
import { rememberRates } from './remembered-rates.ts';

/**
 * The synchronous heart: one input in, everything it leads to out. No I/O, no clock of its own, no chance: the same inputs
 * give the same facts. Desks do the work, each for its room; effects of actors wait in line until the send that made them
 * is over.
 */
export class EngineCore implements Core {
  readonly #parts: CoreParts;
  readonly #clock;
  readonly #desks: Desks;
  readonly #effects: { readonly actor: ActorId; readonly effect: { readonly type: string } }[] = [];
  readonly #counts = { signals: 0 };
  #onEvaluated: (signals: readonly Signal[]) => void = () => undefined;
  #inputSeq = 0;
  readonly #round = new JudgingRound();
  #nextEvaluationAtMs: AtMs | undefined;
  readonly #minute: MinuteWatch;
  readonly #inputs = new InputLog();

  constructor(parts: CoreParts) {
    this.#parts = parts;
    this.#clock = createVirtualClock(parts.world.startAtMs);
    this.#desks = furnish(parts, this.#clock, {
      inputSeq: () => this.#inputSeq,
      changed: (change) => this.#desks.outbox.fact(...stateFact(change)),
      emitted: (actor, effect) => this.#effects.push({ actor, effect }),
      cycleClosed: (coin, effect) => closeCycle(this.#desks, coin, effect),
      paid: (payment) => this.#paid(payment),
    });
    this.#minute = new MinuteWatch(this.#desks, parts.config);
    if (parts.onHeard !== undefined) this.#desks.feeds.onHeard(parts.onHeard);
    parts.world.lendBooks?.(this.#desks.feeds.loan());
  }

  /** What the start itself leads to: restored actors, questions to the venues. Call once, before any input. */
  begin(inputSeq: number): StepOutput {
    const { world, store } = this.#parts;
    this.#inputSeq = inputSeq;
    this.#desks.outbox.begin(inputSeq, world.startAtMs);
    this.#clock.moveTo(world.startAtMs);
    this.#desks.outbox.fact('engine.started', actorId('engine'), {
      birthId: store.birthId,
      venues: world.venues.map(({ venue }) => venue),
    });
    this.#desks.fees.begin(world.startAtMs);
    this.#desks.recovery.begin();
    this.#desks.kill.heed();
    this.#minute.begin(world.startAtMs);
    const { evaluateEveryMs } = this.#parts.config.engine;
    if (evaluateEveryMs > 0) this.#nextEvaluationAtMs = nextMultiple(world.startAtMs, evaluateEveryMs);
    return this.#finish();
  }

  handle(input: SequencedInput): StepOutput {
    const { outbox } = this.#desks;
    this.#inputSeq = input.seq;
    outbox.begin(input.seq, input.atMs);
    this.#clock.moveTo(input.atMs);
    this.#desks.fees.look(input.atMs);
    this.#dispatch(input);
    this.#desks.risk.after(input, this.#desks.recovery.isOver ? 'running' : 'recovering');
    const output = this.#finish();
    this.#inputs.handled(input, (output.batch?.facts.length ?? 0) > 0 ? 'to facts' : 'to nothing');
    return output;
  }

  earliestDeadlineAtMs(): AtMs | undefined {
    const { registry, recovery, kill, closer, risk } = this.#desks;
    return earliest([
      registry.earliestDeadlineAtMs(),
      recovery.deadlineAtMs,
      kill.deadlineAtMs,
      closer.deadlineAtMs,
      this.#nextEvaluationAtMs,
      this.#round.deadlineAtMs,
      this.#minute.deadlineAtMs,
      risk.deadlineAtMs,
    ]);
  }

  hasOpenOrders(): boolean {
    return this.#desks.orders.openOrders > 0;
  }

  onEvaluated(listener: (signals: readonly Signal[]) => void): void {
    this.#onEvaluated = listener;
  }

  signals(): readonly Signal[] {
    return this.#desks.scout.latest();
  }

  positions(): readonly PositionStatus[] {
    return positionStatuses(this.#desks);
  }

  status(): Omit<EngineStatus, 'world' | 'seq'> {
    return {
      ...coreStatus(this.#desks, this.#counts.signals),
      nowMs: this.#clock.now(),
      routes: bestPerCoin(this.signals()),
      positions: this.positions(),
    };
  }

  inspect = (): Inspection => inspectionOf({ desks: this.#desks, inputs: this.#inputs, world: this.#parts.world });

  close(): void {
    this.#desks.registry.stopAll();
  }

  #dispatch(input: SequencedInput): void {
    const { feeds, orders, guards, registry } = this.#desks;
    switch (input.kind) {
      case 'frame':
      case 'rest':
      case 'connection':
        return feeds.accept(input);
      case 'notice':
        return this.#desks.sources.notice(input);
      case 'turn':
        return this.#turn(input.atMs);
      case 'tick':
        registry.tick(input.atMs);
        return this.#scheduled(input.atMs);
      case 'flushed':
        return orders.flushed(input.throughSeq);
      case 'report':
        return orders.report(input.report);
      case 'account':
        return this.#accountReported(input.account);
      case 'payment':
        return this.#paid(input.payment);
      case 'offset':
        guards.clockDiffers(input.venue, input.offsetMs);
        return feeds.measureOffset(input.venue, input.offsetMs);
      case 'closes':
        return this.#desks.returns.remember(input.closes);
      case 'rates':
        return rememberRates(feeds, input);
      case 'lending':
        return this.#desks.lending.hear(input);
      case 'storage':
        return this.#desks.outbox.fact(...sizeFact(input, this.#parts.config.storage.sizeAlarmMb));
      case 'command':
        if (input.command.type === 'operator.split') return this.#desks.sources.split(input.command);
        guards.command(input.command);
        this.#desks.positions.command(input.command);
        this.#desks.accounts.command(input.command);
        return this.#desks.kill.heed();
    }
  }

  #accountReported(account: AccountReport | undefined): void {
    if (account === undefined) return;
    if (this.#desks.recovery.accountReported(account)) this.#minute.look();
    this.#desks.closer.accountReported(account);
    this.#desks.kill.accountReported(account);
  }

  #turn(atMs: AtMs): void {
    this.#desks.feeds.turn(atMs);
    const touched = this.#desks.markets.takeTouched();
    if (this.#parts.config.engine.evaluateEveryMs === 0 && touched.length > 0) this.#offer(this.#judge(touched));
  }

  #scheduled(atMs: AtMs): void {
    const { evaluateEveryMs } = this.#parts.config.engine;
    this.#desks.recovery.tick(atMs);
    this.#desks.revival.tick();
    this.#desks.closer.tick(atMs);
    this.#desks.kill.tick(atMs);
    this.#minute.tick(atMs);
    if (this.#nextEvaluationAtMs !== undefined && atMs >= this.#nextEvaluationAtMs) {
      this.#nextEvaluationAtMs = nextMultiple(atMs, evaluateEveryMs);
      this.#round.begin(this.#desks.scout.coins(), atMs);
    }
    if (this.#round.deadlineAtMs === undefined) return;
    const coins = this.#round.take(atMs);
    const whole = this.#round.judged(this.#judge(coins));
    if (whole !== undefined) this.#offer(rankSignals(whole));
  }

  #judge(coins: readonly CoinId[]): readonly Signal[] {
    const { scout, alerts } = this.#desks;
    const signals = scout.evaluate(coins, this.#desks.outbox.nowMs);
    this.#counts.signals += signals.length;
    for (const leg of scout.legsSeen()) alerts.look(leg);
    return signals;
  }

  /** Ranked signals: the best route of each coin to its position. */
  #offer(signals: readonly Signal[]): void {
    const { positions, recovery } = this.#desks;
    if (recovery.isOver) positions.offer(bestPerCoin(signals));
    this.#onEvaluated(signals);
  }

  #paid(payment: FundingPayment): void {
    const { treasury, positions, fundings } = this.#desks;
    fundings.paid(payment);
    treasury.bookFunding(payment, positions.cycleOf(this.#coinOf(payment.market)));
  }

  #coinOf(market: MarketKey): CoinId {
    const known = this.#desks.feeds.markets.find(market)?.instrument?.coin;
    return known ?? (symbolOf(market).split('/')[0] as CoinId);
  }

  #finish(): StepOutput {
    this.#desks.sources.tell();
    for (let next = this.#effects.shift(); next !== undefined; next = this.#effects.shift()) {
      const { actor, effect } = next;
      // an actor's id says which machine it runs, and with it what it emits
      if (actor.startsWith('order/')) this.#desks.orders.effect(effect as OrderEffect);
      const coin = positionCoin(actor);
      if (coin !== undefined) this.#desks.positions.effect(coin, effect as PositionEffect);
    }
    for (const snapshot of this.#desks.registry.takeSnapshots()) this.#desks.outbox.snapshot(snapshot);
    return this.#desks.outbox.take();
  }
}
