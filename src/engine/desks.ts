import type { VirtualClock } from '../clock/virtual-clock.adapter.ts';
import type { ActorId, CoinId } from '../domain/ids.ts';
import { venueOf } from '../domain/ids.ts';
import type { FundingPayment } from '../domain/order.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AccountDesk } from './account-desk.ts';
import { AlertDesk } from './alert-desk.ts';
import type { Config } from './config/config.ts';
import { marketAlertSettings, positionSettings } from './config/config-settings.ts';
import { DriftWatch } from './watches/drift-watch.ts';
import { Feeds } from './feeds.ts';
import { marketViews } from './view/market-views.ts';
import type { HeardEvents } from './feeds.ts';
import { LendingDesk } from './money/lending-desk.ts';
import { moneyRooms } from './money/money-rooms.ts';
import type { MoneyRooms } from './money/money-rooms.ts';
import { GuardDesk } from './operating/guard-desk.ts';
import { holderOf } from './watches/holder-of.ts';
import { KeptSnapshots } from './recovery/kept-snapshots.ts';
import type { CloserDesk } from './operating/closer-desk.ts';
import type { KillDesk } from './operating/kill-desk.ts';
import { MarketDesk } from './market-desk.ts';
import { OrderDesk } from './order-desk.ts';
import type { OrderDeskParts } from './order-desk.ts';
import { Outbox } from './outbox.ts';
import { PositionDesk } from './position-desk.ts';
import type { CycleClosed } from './position-desk.ts';
import { PortfolioBook } from './trading/portfolio-book.ts';
import { PegWatch } from './watches/peg-watch.ts';
import type { Recovery } from './recovery/recovery.ts';
import { recoveryRooms } from './recovery/recovery-rooms.ts';
import type { RecoveryRooms } from './recovery/recovery-rooms.ts';
import type { Revival } from './recovery/revival.ts';
import { ActorRegistry } from './registry.ts';
import type { ActorChange } from './registry.ts';
import { ReturnWatch } from './watches/return-watch.ts';
import { RiskDesk } from './watches/risk-desk.ts';
import { Scout } from './trading/scout.ts';
import { scoutSettings } from './trading/scout-settings.ts';
import { TradeDesk } from './trading/trade-desk.ts';
import { SourceDesk } from './source-desk.ts';
import { WireGuard } from './wire-guard.ts';

export interface CoreParts {
  readonly world: World;
  readonly store: JournalStore;
  readonly config: Config;
  /** Hears what counts of every frame, decoded. Nothing may be decided by it. */
  readonly onHeard?: HeardEvents;
}

/** Every room of the engine, wired. */
export interface Desks extends MoneyRooms {
  readonly outbox: Outbox;
  readonly registry: ActorRegistry;
  readonly feeds: Feeds;
  readonly sources: SourceDesk;
  readonly markets: MarketDesk;
  readonly scout: Scout;
  readonly alerts: AlertDesk;
  readonly guards: GuardDesk;
  readonly orders: OrderDesk;
  readonly positions: PositionDesk;
  readonly recovery: Recovery;
  readonly kill: KillDesk;
  readonly closer: CloserDesk;
  readonly revival: Revival;
  readonly accounts: AccountDesk;
  readonly book: PortfolioBook;
  readonly risk: RiskDesk;
  readonly drift: DriftWatch;
  readonly returns: ReturnWatch;
  readonly lending: LendingDesk;
}

export interface DeskEvents {
  readonly inputSeq: () => number;
  readonly changed: (change: ActorChange) => void;
  readonly emitted: (actor: ActorId, effect: { readonly type: string }) => void;
  readonly cycleClosed: (coin: CoinId, effect: CycleClosed) => void;
  readonly paid: (payment: FundingPayment) => void;
}

/** Builds the rooms over what an earlier life left in the store. */
export const furnish = ({ world, store, config }: CoreParts, clock: VirtualClock, events: DeskEvents): Desks => {
  const outbox = new Outbox();
  const registry = new ActorRegistry(clock, {
    changed: events.changed,
    emitted: events.emitted,
    failed: (actor, { reason, outcome }) => {
      outbox.fact(`actor.${outcome}`, actor, { reason });
      if (outcome === 'parked') trading.closer.parked(actor);
      else trading.revival.failed(actor);
    },
  });
  const feeds = new Feeds(world.venues, world.sources);
  const sources = new SourceDesk({ feeds, outbox, sources: world.sources });
  const rates = { lending: new LendingDesk(outbox, config), returns: new ReturnWatch(feeds.markets) };
  const pegs = new PegWatch({ outbox, markets: feeds.markets, config });
  const money = moneyRooms({ world, store, config, outbox, feeds, pegs });
  const scout = new Scout({ feeds, registry, outbox }, scoutSettings(config, rates.lending, money.fees));
  const markets = new MarketDesk({ feeds, registry, outbox, instrumentsChanged: () => scout.instrumentsChanged() });
  const kept = new KeptSnapshots(store.snapshots());
  const guards = new GuardDesk({ registry, outbox }, config, kept);
  const alerts = new AlertDesk(outbox, marketAlertSettings(config), rates.lending);
  const rooms = { ...rates, ...money, outbox, registry, feeds, sources, markets, scout, alerts, guards };
  const trading: Pick<Desks, TradingRoom> = tradingRooms(
    { world, store, config, kept, inFlight: () => risk },
    rooms,
    events,
  );
  const { orders, positions, recovery, book, accounts } = trading;
  const risk: RiskDesk = new RiskDesk({
    ...rooms,
    config,
    pegs,
    positions,
    venues: world.venues.map(({ venue }) => venue),
    accountOf: (market) => book.account(market),
    knownAccounts: () => recovery.heard(),
    marketOf: orders.marketOf,
    askAccount: (venue) => accounts.ask(venue),
  });
  const drift = new DriftWatch({ ...rooms, config, book, knownAccounts: () => recovery.heard() });
  return { ...rooms, ...trading, risk, drift };
};

type TradingRoom = 'orders' | 'positions' | 'recovery' | 'kill' | 'closer' | 'revival' | 'accounts' | 'book';
type WatchingRooms = Omit<Desks, TradingRoom | 'risk' | 'drift'>;

interface TradingParts extends CoreParts {
  readonly kept: KeptSnapshots;
  readonly inFlight: () => RiskDesk;
}

/** Orders, who knows the other rooms only once they are there. */
const orderDesk = (
  parts: Pick<OrderDeskParts, 'registry' | 'outbox' | 'feeds' | 'treasury' | 'wire'>,
  others: () => { readonly positions: PositionDesk; readonly accounts: AccountDesk; readonly risk: RiskDesk },
): OrderDesk =>
  new OrderDesk({
    ...parts,
    onFill: (fill) => others().positions.filled(fill),
    onWord: (word, market) => {
      if (word.type === 'order.ended') others().accounts.moved(venueOf(market));
      others().positions.heard(word);
    },
    onTaken: (taken) => others().risk.unasked(taken),
    cycleOf: (coin) => others().positions.cycleOf(coin),
    holderOf: (market) => holderOf(others().positions.all(), market),
    askAccountOf: (market) => {
      others().accounts.moved(venueOf(market));
      others().accounts.ask(venueOf(market));
    },
  });

/** Orders, positions and recovery: they know each other through these functions only. */
const tradingRooms = (
  { world, store, config, kept, inFlight }: TradingParts,
  { outbox, registry, returns, feeds, scout, guards, treasury }: WatchingRooms,
  events: DeskEvents,
): Pick<Desks, TradingRoom> => {
  const views = marketViews(feeds);
  const shared = { registry, outbox, scout, treasury, ...views };
  const { inputSeq, cycleClosed, paid } = events;
  const orders: OrderDesk = orderDesk({ ...shared, feeds, wire: new WireGuard(outbox, guards) }, () => ({
    positions,
    accounts: own.accounts,
    risk: inFlight(),
  }));
  const book = new PortfolioBook({
    ...shared,
    config,
    correlationOf: returns.correlation,
    positions: () => positions.all(),
    knownAccounts: () => own.recovery.heard(),
  });
  const trade = new TradeDesk({
    ...shared,
    config,
    birthId: store.birthId,
    orders,
    book,
    venues: world.venues,
    inputSeq,
    mode: () => guards.mode(),
    guard: () => guards.guard(),
    inFlight,
  });
  const positions: PositionDesk = new PositionDesk({
    ...shared,
    trade,
    settings: positionSettings(config),
    markOf: views.priceOf,
    cycleClosed,
    askAccount: (venue) => own.accounts.ask(venue),
  });
  const venues = world.venues.map(({ venue }) => venue);
  const whole = { ...shared, store, kept, feeds, guards, venues, orders, positions, trade, paid };
  const own: RecoveryRooms = recoveryRooms(whole);
  return { orders, positions, book, ...own };
};
