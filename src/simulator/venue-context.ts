import type { BookDepth } from '../domain/book.ts';
import type { ClientOrderId, MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderIntent, OrderReport } from '../domain/order.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Agenda } from './agenda.ts';
import type { FaultSettings, SubmitFault } from './faults.ts';
import type { LatencyRange, LatencySettings } from './latency.ts';
import type { MarginRules, MarginView } from './margin.ts';
import type { SimOrder, VenueRecords } from './venue-records.ts';
import { decimal } from '../domain/money.ts';
import { atMs } from '../domain/units.ts';
import { delayOf } from './latency.ts';

/** One venue's moving parts, handed to the functions that move them. */
export interface VenueContext {
  readonly profile: VenueProfile;
  readonly markets: VenueMarkets;
  readonly records: VenueRecords;
  readonly agenda: Agenda<VenueItem>;
  readonly settings: VenueSettings;
  /** Counts the connections of the engine; acknowledgements go only to the one that sent. */
  session: number;
}

/** What a venue matches against: the simulated markets, or books lent by the engine. */
export interface VenueMarkets {
  instrument(market: MarketKey): Instrument | undefined;
  book(market: MarketKey): BookDepth | undefined;
  /** In quote units; undefined while unknown. */
  mark(market: MarketKey): number | undefined;
}

export interface VenueSettings {
  readonly latency: LatencySettings;
  readonly faults: FaultSettings;
  readonly margin: MarginRules;
  /** An even draw in [0, 1) that depends on the seed and the key alone. */
  readonly draw: (key: string) => number;
}

/** What may stand in the agenda of a venue. */
export type VenueItem =
  | {
      readonly kind: 'arrive';
      readonly order: OrderIntent;
      readonly fault: SubmitFault | 'none';
      readonly session: number;
    }
  | { readonly kind: 'cancel'; readonly clientOrderId: ClientOrderId }
  | { readonly kind: 'probe'; readonly clientOrderId: ClientOrderId; readonly market: MarketKey }
  | { readonly kind: 'account'; readonly sinceMs: AtMs }
  | { readonly kind: 'tell'; readonly input: Input };

/** Puts an answer on the wire: it reaches the engine `atMs`, unless the connection is lost before. */
export const tell = (context: VenueContext, input: Input, market?: MarketKey): void =>
  context.agenda.add({
    atMs: input.atMs,
    phase: 'tell',
    venue: context.profile.venue,
    market,
    item: { kind: 'tell', input },
  });

/** Tells what became of an order, twice where its fault says so, not at all while its reports are lost. */
export const tellOrder = (
  context: VenueContext,
  order: SimOrder,
  { report, atMs: at }: { readonly report: OrderReport; readonly atMs: AtMs },
): void => {
  if (order.voice === 'silent') return;
  const isAnswer = report.kind === 'accepted' || report.kind === 'refused';
  if (isAnswer && order.session !== context.session) return;
  const { market } = order.order;
  tell(context, { kind: 'report', atMs: at, report }, market);
  if (order.fault === 'duplicate-report') tell(context, { kind: 'report', atMs: at, report }, market);
};

/** A seeded delay; `key` names the draw, so that it does not depend on what else was drawn. */
export const delay = (context: VenueContext, range: LatencyRange, key: string): number =>
  delayOf(range, context.settings.draw(`${context.profile.venue}|${key}`));

export const later = (at: AtMs, delayMs: number): AtMs => atMs(at + delayMs);

export const marginView = ({ records, markets, settings }: VenueContext): MarginView => ({
  account: records.account,
  rules: settings.margin,
  resting: [...records.openIds].flatMap((id) => {
    const open = records.orders.get(id);
    return open === undefined
      ? []
      : [{ order: open.order, remaining: decimal(open.order.quantity).minus(open.filledQuantity) }];
  }),
  instrument: (market) => markets.instrument(market),
  mark: (market) => markets.mark(market),
});
