import type { Signal } from '../analytics/signal.ts';
import { asJson } from '../domain/codec.ts';
import { actorId } from '../domain/ids.ts';
import type { ActorId, CoinId, MarketKey, VenueId } from '../domain/ids.ts';
import type { OperatorCommand } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AccountReport, LegOrder } from '../domain/order.ts';
import { POSITION_MACHINE_VERSION, positionMachine } from '../position/position.machine.ts';
import type { EntryTerms, ExitReason, LegTerms, PositionEffect, PositionEvent } from '../position/position-event.ts';
import { cycleOf, everyLeg } from '../position/position.ts';
import { RECOVERED } from '../position/recovered.ts';
import type { Position, PositionSettings } from '../position/position.ts';
import { legTerms, outcomeOf, sentOrder } from './trading/leg-terms.ts';
import type { ApproachEffect } from './trading/approach-desk.ts';
import { answerMove, offerRoll } from './trading/move-answers.ts';
import type { MoveAnswerParts } from './trading/move-answers.ts';
import type { CountedFill, OrderWord } from './order-desk.ts';
import type { Outbox } from './outbox.ts';
import type { ActorRegistry } from './registry.ts';
import { repairAnswer } from './trading/repair-answer.ts';
import { withSettings } from './recovery/restored-position.ts';
import type { TradeDesk } from './trading/trade-desk.ts';
import { Verification } from './verification.ts';

export type CycleClosed = Extract<PositionEffect, { type: 'cycle.closed' }>;

export interface PositionDeskParts {
  readonly registry: ActorRegistry;
  readonly outbox: Outbox;
  readonly trade: TradeDesk;
  readonly settings: PositionSettings;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  readonly markOf: (market: MarketKey) => number | undefined;
  readonly cycleClosed: (coin: CoinId, effect: CycleClosed) => void;
  readonly askAccount: (venue: VenueId) => void;
}

/** One position actor a coin: offers it signals, carries out what it asks for, brings it the outcomes. */
export class PositionDesk {
  readonly #parts: PositionDeskParts;
  readonly #actors = new Map<CoinId, ActorId>();
  #coins: readonly CoinId[] = [];
  readonly #verification = new Verification();

  constructor(parts: PositionDeskParts) {
    this.#parts = parts;
  }

  /** Makes the actor of a coin, restored where an earlier life left a snapshot. */
  ensure(coin: CoinId, snapshot?: unknown): ActorId {
    const known = this.#actors.get(coin);
    if (known !== undefined) return known;
    const id = actorId(`position/${coin}`);
    const { registry, settings } = this.#parts;
    registry.spawn({
      id,
      machine: positionMachine,
      version: POSITION_MACHINE_VERSION,
      input: { coin, settings },
      ...(snapshot === undefined ? {} : { snapshot: withSettings(snapshot, settings) }),
    });
    this.#actors.set(coin, id);
    this.#coins = [...this.#actors.keys()].sort();
    return id;
  }

  coins(): readonly CoinId[] {
    return this.#coins;
  }

  position(coin: CoinId): Position | undefined {
    const id = this.#actors.get(coin);
    // the registry keeps actors of every kind; this one's context is a position
    return id === undefined ? undefined : (this.#parts.registry.context(id) as Position);
  }

  all(): readonly Position[] {
    return this.coins().flatMap((coin) => this.position(coin) ?? []);
  }

  state(coin: CoinId): string {
    return this.#parts.registry.state(actorId(`position/${coin}`)) ?? 'unknown';
  }

  /** Cycles whose positions are not flat yet. */
  openCycles(): ReadonlySet<string> {
    return new Set(this.all().flatMap((position) => (position.legs === null ? [] : [cycleOf(position)])));
  }

  cycleOf(coin: CoinId): string {
    return cycleOf(this.position(coin) ?? { coin, cycles: 0 });
  }

  /** Candidates in their rank: each coin's position decides whether it asks for the entry. */
  offer(signals: readonly Signal[]): void {
    for (const { verdict, route, netBps } of signals)
      if (verdict === 'candidate' && netBps !== undefined) {
        this.ensure(route.coin);
        if (this.state(route.coin) === 'scanning.watching')
          this.send(route.coin, { type: 'signal.offered', atMs: this.#parts.outbox.nowMs, route, netBps });
      }
  }

  /** An unwound coin stays out until the operator resumes: else the next signal would enter it again. */
  command(command: OperatorCommand): void {
    const { nowMs: atMs } = this.#parts.outbox;
    if (command.type === 'operator.resume')
      for (const { coin, pauseReason } of this.all())
        if (pauseReason === 'operator' || pauseReason === RECOVERED) this.send(coin, { type: 'position.resume', atMs });
    if (command.type === 'operator.unwind') {
      this.requestExit(command.coin, 'operator');
      if (command.coin !== 'all') this.send(command.coin, { type: 'position.pause', atMs, reason: 'operator' });
    }
    // what rests may not be wanted any more
    for (const { coin, approach } of this.all())
      if (approach?.kind === 'quoting') this.#goOn(coin, { type: 'look.wanted' });
  }

  /** After a settlement: a leg that would earn more elsewhere is offered to go there. */
  offerRoll(coin: CoinId): void {
    const position = this.position(coin);
    if (position !== undefined && this.state(coin) === 'hedged.carrying') offerRoll(this.#moveParts(coin), position);
  }

  requestExit(coin: CoinId | 'all', reason: ExitReason): void {
    for (const own of coin === 'all' ? this.coins() : [coin])
      this.send(own, { type: 'exit.requested', atMs: this.#parts.outbox.nowMs, reason });
  }

  /** What a position asked for. */
  effect(coin: CoinId, effect: PositionEffect): void {
    const { outbox, cycleClosed } = this.#parts;
    switch (effect.type) {
      case 'entry.wanted':
        return this.#enter(coin, effect);
      case 'orders.wanted':
        return this.#repair(coin, effect.orders);
      case 'cut.wanted':
      case 'alternate.wanted':
      case 'roll.wanted':
        return answerMove(this.#moveParts(coin), this.position(coin), effect);
      case 'quote.wanted':
      case 'look.wanted':
      case 'slice.wanted':
        return this.#goOn(coin, effect);
      case 'cancel.wanted':
        return outbox.request({ kind: 'cancel', clientOrderId: effect.clientOrderId, market: effect.market });
      case 'account.wanted':
        this.#verification.begin(coin);
        for (const venue of effect.venues) this.#parts.askAccount(venue);
        return;
      case 'cycle.opened':
        return outbox.fact('cycle.opened', actorId(`position/${coin}`), { cycle: effect.cycle });
      case 'cycle.closed':
        return cycleClosed(coin, effect);
    }
  }

  filled({ intent, netQuantity }: Omit<CountedFill, 'fill'>): void {
    const { coin, leg, market } = intent;
    const legs = everyLeg(this.position(coin) ?? { legs: null, roll: null });
    const own = legs.find(({ leg: one, state }) => one === leg && state.market === market);
    const terms = own?.state ?? this.#termsOf(market);
    if (terms === undefined) throw new Error(`a fill on a market without an instrument: ${market}`);
    const adds = (leg === 'long') === (intent.side === 'buy');
    const { coinsPerUnit, lotSize, minQuantity } = terms;
    this.ensure(coin);
    this.send(coin, {
      type: 'leg.filled',
      atMs: this.#parts.outbox.nowMs,
      leg,
      effect: adds ? 'adds' : 'reduces',
      netQuantity,
      terms: { market, coinsPerUnit, lotSize, minQuantity },
    });
  }

  heard(word: OrderWord): void {
    const { coin, clientOrderId } = word;
    const { nowMs: atMs } = this.#parts.outbox;
    if (word.type === 'order.ended')
      this.send(coin, { type: word.type, atMs, clientOrderId, outcome: outcomeOf(word) });
    else this.send(coin, { type: word.type, atMs, clientOrderId });
  }

  /** A venue's word: positions that wait for it are told once all their venues have spoken. */
  accountReported(report: AccountReport): void {
    const { nowMs: atMs } = this.#parts.outbox;
    for (const { coin, held } of this.#verification.heard(report, (own) => this.position(own)))
      this.send(coin, { type: 'venue.reported', atMs, held });
  }

  send(coin: CoinId, event: PositionEvent): void {
    this.#parts.registry.send<typeof positionMachine>(actorId(`position/${coin}`), event);
  }

  #enter(coin: CoinId, { route }: Extract<PositionEffect, { type: 'entry.wanted' }>): void {
    const { outbox, trade } = this.#parts;
    const atMs = outbox.nowMs;
    const position = this.position(coin);
    const verdict = trade.enter(route, { openings: position?.openings ?? [] });
    if (verdict.kind === 'refused') {
      const reasons = verdict.reasons.map((reason) => asJson(reason));
      outbox.fact('entry.refused', actorId(`position/${coin}`), { long: route.long, short: route.short, reasons });
      this.send(coin, { type: 'entry.refused', atMs, codes: verdict.reasons.map(({ code }) => code) });
      return;
    }
    const { orders, signal, notionalUsd, approach } = verdict;
    const [long, short] = [this.#termsOf(route.long), this.#termsOf(route.short)];
    if (long === undefined || short === undefined) throw new Error(`approved without instruments: ${coin}`);
    const terms: EntryTerms = {
      route,
      legs: { long, short },
      notionalUsd,
      netBps: signal.netBps ?? 0,
      requiredBps: signal.requiredBps ?? 0,
      breakEvenHours: signal.breakEvenHours ?? 'never',
    };
    const more = approach === undefined ? {} : { approach };
    this.send(coin, { type: 'entry.approved', atMs, terms, orders: orders.map(sentOrder), ...more });
  }

  /** The next part of an entry, or a look at what rests of it. */
  #goOn(coin: CoinId, effect: ApproachEffect): void {
    const position = this.position(coin);
    const answer = position === undefined ? undefined : this.#parts.trade.approach.answer(position, effect);
    if (answer !== undefined) this.send(coin, answer);
  }

  #moveParts(coin: CoinId): MoveAnswerParts {
    return {
      outbox: this.#parts.outbox,
      moves: this.#parts.trade.moves,
      termsOf: (market: MarketKey) => this.#termsOf(market),
      send: (event: PositionEvent) => this.send(coin, event),
      repair: (orders: readonly LegOrder[]) => this.#repair(coin, orders),
    };
  }

  #repair(coin: CoinId, orders: readonly LegOrder[]): void {
    const position = this.position(coin);
    if (position?.legs != null && orders.length > 0) this.send(coin, repairAnswer(this.#parts, position, orders));
  }

  #termsOf(market: MarketKey): LegTerms | undefined {
    const instrument = this.#parts.instrumentOf(market);
    return instrument === undefined ? undefined : legTerms(instrument, this.#parts.markOf(market) ?? 1);
  }
}
