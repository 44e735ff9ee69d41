import type { ClientOrderId, MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AccountTruth, OrderIntent, OrderReport } from '../domain/order.ts';
import type { VenueProfile, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Account, CoinAmounts } from './account.ts';
import type { Agenda } from './agenda.ts';
import type { SimSettlement } from './sim-markets.ts';
import type { VenueContext, VenueItem, VenueMarkets, VenueSettings } from './venue-context.ts';
import type { StoreRow } from './venue-store.ts';
import { atMs } from '../domain/units.ts';
import { openAccount } from './account.ts';
import { reportAccount } from './account-report.ts';
import { strikes, submitFaultOf } from './faults.ts';
import { closeByForce, liquidate, settle, settleDelisted } from './forced-trades.ts';
import { arrive, cancel, orderAt } from './order-entry.ts';
import { fillResting } from './resting-orders.ts';
import { delay, later, tell, tellOrder } from './venue-context.ts';
import { beginCounting } from './venue-fees.ts';
import { VenueRecords } from './venue-records.ts';

export interface SimVenueOptions {
  readonly profile: VenueProfile;
  readonly markets: VenueMarkets;
  readonly agenda: Agenda<VenueItem>;
  readonly settings: VenueSettings;
  /** Balances of a new account, coin to amount. */
  readonly opening: CoinAmounts;
  /** What a store kept of an earlier life; empty for a new account. */
  readonly rows: Iterable<StoreRow>;
  readonly session: number;
  readonly nowMs: AtMs;
}

/**
 * One venue's order entry: takes requests, lets them travel, and puts what it has to say into the shared agenda. Orders
 * travel before they match, so that a book may move between the decision and the fill.
 */
export class SimVenue {
  readonly #context: VenueContext;
  /** Second of the last margin check: once a second of virtual time is enough. */
  #checkedSecond: number;

  constructor({ profile, markets, agenda, settings, opening, rows, session, nowMs }: SimVenueOptions) {
    const records = new VenueRecords(profile.venue, openAccount(opening), rows);
    this.#context = { profile, markets, records, agenda, settings, session };
    beginCounting(this.#context, nowMs);
    this.#checkedSecond = Math.floor(nowMs / 1000);
    for (const sent of records.orders.values()) {
      if (sent.state !== 'in-flight') continue;
      const { order, fault, session: sentOver, arrivesAtMs } = sent;
      this.#plan(atMs(Math.max(arrivesAtMs, nowMs)), { kind: 'arrive', order, fault, session: sentOver }, order);
    }
  }

  request(request: Exclude<WorldRequest, { kind: 'resync' }>, nowMs: AtMs): void {
    switch (request.kind) {
      case 'submit':
        return this.#submit(request.order, nowMs);
      case 'cancel': {
        const { clientOrderId } = request;
        const sendMs = this.#delay('sendMs', `cancel|${clientOrderId}|${nowMs}`);
        return this.#plan(later(nowMs, sendMs), { kind: 'cancel', clientOrderId }, request);
      }
      case 'probe':
        return this.#plan(this.#probedAtMs(request, nowMs), request, request);
      case 'account': {
        const accountMs = this.#delay('accountMs', `account|${nowMs}`);
        return this.#plan(later(nowMs, accountMs), { kind: 'account', sinceMs: request.sinceMs });
      }
    }
  }

  /** Does what came due in the agenda. */
  act(item: Exclude<VenueItem, { kind: 'tell' }>, at: AtMs): void {
    switch (item.kind) {
      case 'arrive':
        return arrive(this.#context, item, at);
      case 'cancel':
        return cancel(this.#context, item.clientOrderId, at);
      case 'probe':
        return tell(this.#context, { kind: 'report', atMs: at, report: this.#lookUp(item, at) }, item.market);
      case 'account': {
        const { venue } = this.#context.profile;
        const account = { ...this.truth(item.sinceMs), asOfMs: at };
        return tell(this.#context, { kind: 'account', atMs: at, venue, account });
      }
    }
  }

  /** Posts a settlement for what is held now; the payment as the engine hears of it, at the same instant. */
  settle(settlement: SimSettlement): Input | undefined {
    const payment = settle(this.#context, settlement);
    return payment === undefined ? undefined : { kind: 'payment', atMs: settlement.atMs, payment };
  }

  /** The books have moved: resting orders may fill, and once a second margin is checked. */
  followBooks(at: AtMs): void {
    const { records } = this.#context;
    if (records.openIds.size > 0) fillResting(this.#context, at);
    const second = Math.floor(at / 1000);
    if (second === this.#checkedSecond) return;
    this.#checkedSecond = second;
    liquidate(this.#context, at);
  }

  /** Closes what is held on a market: liquidated, or because the market has ended. */
  takeAway(market: MarketKey, why: 'liquidation' | 'delisting', at: AtMs): void {
    if (why === 'liquidation') closeByForce(this.#context, market, at);
    else settleDelisted(this.#context, market, at);
  }

  /** Balances and positions as they stand; another object whenever they change. */
  account(): Account {
    return this.#context.records.account;
  }

  /** Somebody pays in (positive) or takes out; the account's list of transfers has it from now on. */
  transfer(coin: string, amount: DecimalText, at: AtMs): void {
    this.#context.records.bookTransfer({ coin, amount }, at);
  }

  truth(sinceMs: AtMs = atMs(0)): AccountTruth {
    return reportAccount(this.#context, sinceMs);
  }

  /** How often each client id was sent here, lost sends included. */
  sends(): ReadonlyMap<ClientOrderId, number> {
    return this.#context.records.sends;
  }

  /** How many orders were refused because their client id was known. */
  duplicates(): number {
    return this.#context.records.counters.duplicates;
  }

  startSession(session: number): void {
    this.#context.session = session;
  }

  takeRows(): readonly StoreRow[] {
    return this.#context.records.takeRows();
  }

  #submit(order: OrderIntent, nowMs: AtMs): void {
    const { records, settings, profile, session } = this.#context;
    const { clientOrderId } = order;
    const nth = records.count('submits');
    records.countSend(clientOrderId);
    const fault = submitFaultOf(
      settings.faults,
      { venue: profile.venue, nth },
      settings.draw(`${profile.venue}|submit|${clientOrderId}|${nth}`),
    );
    const arrival = { kind: 'arrive', order, fault, session } as const;
    const arrivesAtMs = later(nowMs, this.#delay('sendMs', `send|${clientOrderId}`));
    const sent = orderAt(arrival, { atMs: arrivesAtMs, venueOrderId: '' });
    if (fault === 'timeout-lost' || fault === 'timeout-filled') {
      const at = later(nowMs, settings.latency.timeoutMs);
      const report: OrderReport = { kind: 'in-doubt', clientOrderId, cause: 'timeout' };
      tellOrder(this.#context, { ...sent, voice: 'heard' }, { report, atMs: at });
    }
    if (fault === 'timeout-lost') return;
    if (!records.orders.has(clientOrderId)) records.putOrder(sent);
    this.#plan(arrivesAtMs, arrival, order);
  }

  /** Not before an accepted order must be visible, nor before one still travelling has arrived. */
  #probedAtMs({ clientOrderId }: { clientOrderId: ClientOrderId }, nowMs: AtMs): AtMs {
    const { settings, profile } = this.#context;
    const visibleMs = Math.max(profile.visibilityDelayMs, settings.latency.sendMs.maxMs);
    return later(nowMs, visibleMs + this.#delay('probeMs', `probe|${clientOrderId}|${nowMs}`));
  }

  #lookUp({ clientOrderId }: { clientOrderId: ClientOrderId }, at: AtMs): OrderReport {
    const { records, settings, profile } = this.#context;
    if (strikes(settings.faults, 'probe-failed', settings.draw(`${profile.venue}|probe|${clientOrderId}|${at}`)))
      return { kind: 'probe-failed', clientOrderId };
    const known = records.orders.get(clientOrderId);
    if (known === undefined || known.state === 'in-flight' || known.state === 'refused')
      return { kind: 'absent', clientOrderId };
    if (known.voice === 'silent') records.putOrder({ ...known, voice: 'heard' });
    const { state: status, filledQuantity } = known;
    return { kind: 'found', clientOrderId, status, filledQuantity, fills: records.fillsOf(clientOrderId) };
  }

  #plan(at: AtMs, item: VenueItem, of: { readonly market?: OrderIntent['market'] } = {}): void {
    this.#context.agenda.add({
      atMs: at,
      phase: 'act',
      venue: this.#context.profile.venue,
      market: of.market,
      item,
    });
  }

  #delay(range: 'sendMs' | 'probeMs' | 'accountMs', key: string): number {
    return delay(this.#context, this.#context.settings.latency[range], key);
  }
}
