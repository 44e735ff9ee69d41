import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { positionCoin } from '../domain/ids.ts';
import type { ClientOrderId, CoinId, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import { ZERO } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { JournalBatch, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { stateText } from '../engine/view/state-text.ts';
import { textIn } from './fact-text.ts';
import type { StateValue } from 'xstate';

/** An order that left, as the line saw it. */
export interface SentRecord {
  readonly order: OrderIntent;
  readonly atMs: AtMs;
  readonly times: number;
}

/** How an order may end or go on other than by filling: known at once, asked about, asked about in vain. */
export type TroubleKind = 'unfilled' | 'in-doubt' | 'unanswered';

export interface Trouble {
  readonly coin: CoinId;
  readonly atMs: AtMs;
  readonly kind: TroubleKind;
}

/** What happened so far, over all lives of the engine: told by the journal and the line, never by the engine itself. */
export class Chronicle {
  nowMs: AtMs;
  /** Start of the life in hand. */
  bornAtMs: AtMs;
  /** End of the life before; `undefined` in the first. */
  diedAtMs: AtMs | undefined;
  readonly flushedIds = new Set<ClientOrderId>();
  readonly sent = new Map<ClientOrderId, SentRecord>();
  /** Intents whose end is not journaled. */
  readonly open = new Map<ClientOrderId, OrderIntent>();
  /** What was booked of open orders, the venue's unit. */
  readonly filled = new Map<ClientOrderId, Decimal>();
  readonly troubles: Trouble[] = [];
  /** Venues cut off, as this life sees them, and since when. */
  readonly #awaySince = new Map<VenueId, number>();
  readonly #awayMs = new Map<VenueId, number>();
  /** Venues whose account was told in this life. */
  readonly heard = new Set<VenueId>();
  readonly failClosed = new Set<string>();
  operator = 'stopped';
  /** What the operator was told to be by the run. */
  ordered: 'trading' | 'paused' = 'trading';
  guard = '';
  /** Coins on pause, with the reason. */
  readonly pauses = new Map<CoinId, string>();
  readonly rows = new Map<string, string>();
  readonly counts = { facts: 0, orders: 0, fills: 0, cycles: 0, lives: 0, inputs: 0 };
  /** Grows whenever an intent, a row of the ledger or a venue heard is another. */
  changes = 0;
  #unflushed: ClientOrderId[] = [];

  constructor(nowMs: AtMs) {
    this.nowMs = nowMs;
    this.bornAtMs = nowMs;
  }

  lifeBegan(nowMs: AtMs): void {
    this.nowMs = nowMs;
    this.bornAtMs = nowMs;
    this.counts.lives += 1;
    this.changes += 1;
    this.heard.clear();
    this.failClosed.clear();
    this.#awaySince.clear();
    this.#unflushed = [];
  }

  lifeEnded(nowMs: AtMs): void {
    this.diedAtMs = nowMs;
  }

  told(input: Input): void {
    this.nowMs = input.atMs;
    this.counts.inputs += 1;
    if (input.kind === 'account' && input.account !== undefined) this.#heard(input.venue);
    else if (input.kind === 'report' && input.report.kind === 'probe-failed')
      this.#trouble(input.report.clientOrderId, input.atMs, 'unanswered');
  }

  turned(venue: VenueId, state: 'away' | 'open', atMs: number): void {
    this.#awayMs.set(venue, this.awayMs(venue, atMs));
    if (state === 'away') this.#awaySince.set(venue, atMs);
    else this.#awaySince.delete(venue);
  }

  /** How long a venue has been cut off in all, while an engine lived. */
  awayMs(venue: VenueId, nowMs: number): number {
    return (this.#awayMs.get(venue) ?? 0) + nowMs - (this.#awaySince.get(venue) ?? nowMs);
  }

  asked(request: WorldRequest): void {
    if (request.kind !== 'submit') return;
    const { order } = request;
    const times = (this.sent.get(order.clientOrderId)?.times ?? 0) + 1;
    this.sent.set(order.clientOrderId, { order, atMs: this.nowMs, times });
    this.counts.orders += 1;
  }

  flushed(): void {
    for (const id of this.#unflushed) this.flushedIds.add(id);
    this.#unflushed = [];
  }

  committed({ intents, snapshots, ledger }: JournalBatch, facts: readonly Fact[]): void {
    for (const fact of facts) this.#fact(fact);
    for (const change of intents) {
      if (change.kind === 'settled') {
        this.open.delete(change.clientOrderId);
        this.filled.delete(change.clientOrderId);
      } else {
        this.open.set(change.intent.clientOrderId, change.intent);
        this.#unflushed.push(change.intent.clientOrderId);
      }
    }
    for (const { actor, snapshot } of snapshots) this.#snapshot(actor, snapshot);
    const rows = Object.entries(ledger);
    for (const [row, value] of rows) this.rows.set(row, value);
    if (intents.length > 0 || rows.length > 0) this.changes += 1;
  }

  #heard(venue: VenueId): void {
    if (!this.heard.has(venue)) this.changes += 1;
    this.heard.add(venue);
  }

  #fact({ type, actor, body, atMs }: Fact): void {
    this.counts.facts += 1;
    if (type === 'fill.booked') this.#filled(textIn(body, 'clientOrderId'), textIn(body, 'quantity'));
    else if (type === 'cycle.closed') this.counts.cycles += 1;
    else if (type === 'engine.fail-closed-begins') this.failClosed.add(textIn(body, 'condition'));
    else if (type === 'engine.fail-closed-ends') this.failClosed.delete(textIn(body, 'condition'));
    else if (/^order\.(refused|cancelled|in-doubt|settling)$/.test(type))
      this.#trouble(
        actor.slice('order/'.length) as ClientOrderId,
        atMs,
        type === 'order.in-doubt' ? 'in-doubt' : 'unfilled',
      );
  }

  #filled(id: string, quantity: string): void {
    const clientOrderId = id as ClientOrderId;
    this.counts.fills += 1;
    this.filled.set(clientOrderId, (this.filled.get(clientOrderId) ?? ZERO).plus(quantity));
  }

  #snapshot(actor: string, snapshot: unknown): void {
    if (!isRecord(snapshot) || snapshot['value'] === undefined) return;
    // written by machines: their value is a state
    const state = stateText(snapshot['value'] as StateValue);
    const coin = positionCoin(actor);
    if (actor === 'operator') this.operator = state;
    else if (actor === 'guard') this.guard = state;
    else if (coin !== undefined && isRecord(snapshot['context'])) {
      const reason = snapshot['context']['pauseReason'];
      if (typeof reason === 'string') this.pauses.set(coin, reason);
      else this.pauses.delete(coin);
    }
  }

  #trouble(id: ClientOrderId, atMs: AtMs, kind: TroubleKind): void {
    const coin = this.sent.get(id)?.order.coin ?? this.open.get(id)?.coin;
    if (coin !== undefined) this.troubles.push({ coin, atMs, kind });
  }
}
