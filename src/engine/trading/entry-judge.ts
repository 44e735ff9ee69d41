import { evaluateRoute } from '../../analytics/signal.ts';
import type { SignalSettings } from '../../analytics/signal-settings.ts';
import type { Signal } from '../../analytics/signal.ts';
import { venueOf } from '../../domain/ids.ts';
import type { Leg, Route } from '../../domain/ids.ts';
import type { Decimal } from '../../domain/money.ts';
import type { ApprovedOrder } from '../../domain/order.ts';
import type { AtMs } from '../../domain/units.ts';
import type { EngineMode } from '../../risk/entry-checks.ts';
import { netBpsAt, planEntry, planRest } from '../../risk/entry-plan.ts';
import type { EntryPlan, EntryPlanAsk } from '../../risk/entry-plan.ts';
import { approveEntry } from '../../risk/gate.ts';
import type { IdOf } from '../../risk/gate.ts';
import type { GuardView } from '../../risk/guard-view.ts';
import type { LegEvidence } from '../../risk/leg-quote.ts';
import { refusal } from '../../risk/reason.ts';
import type { EntryRefusal } from '../../risk/reason.ts';
import type { Config } from '../config/config.ts';
import { limitSettings, signalSettings, sizingSettings } from '../config/config-settings.ts';
import type { Outbox } from '../outbox.ts';
import type { PortfolioBook } from './portfolio-book.ts';
import type { RiskDesk } from '../watches/risk-desk.ts';
import type { Scout } from './scout.ts';

export interface EntryJudgeParts {
  readonly config: Config;
  readonly scout: Scout;
  readonly book: PortfolioBook;
  readonly outbox: Outbox;
  readonly mode: () => EngineMode;
  readonly guard: () => GuardView;
  /** What of the risks in flight speaks against a route. */
  readonly inFlight: () => Pick<RiskDesk, 'entryReasons'>;
  readonly idOf: IdOf;
}

/** What an entry that is under way still lacks. */
export type Lacking =
  /** Coins on each leg; as many of them as the books carry. */
  | { readonly kind: 'slice'; readonly coins: Decimal }
  /** Quantities of both legs, the venue's unit; the leg rests. */
  | { readonly kind: 'rest'; readonly quantities: Readonly<Record<Leg, Decimal>>; readonly leg: Leg };

export interface EntryQuestion {
  readonly route: Route;
  /** Instants of the entries of the last hour. */
  readonly openings: readonly AtMs[];
  /** Absent: a new entry. */
  readonly lacking?: Lacking;
  /** The number of each leg's next order [1]. */
  readonly attempts?: Readonly<Record<Leg, number>>;
}

export type Judged =
  | {
      readonly kind: 'approved';
      /** Long, then short. */
      readonly orders: readonly [ApprovedOrder, ApprovedOrder];
      readonly evidence: readonly [LegEvidence, LegEvidence];
      readonly signal: Signal;
      /** Of a size that was planned here. */
      readonly plan: Extract<EntryPlan, { kind: 'planned' }> | undefined;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly EntryRefusal[] };

/** Both legs or none, of an entry or of what one still lacks. The books are walked within the input at hand. */
export const judgeEntry = (parts: EntryJudgeParts, question: EntryQuestion): Judged => {
  const { config, outbox, scout, book } = parts;
  const { route, lacking } = question;
  const view = scout.view(route, outbox.nowMs);
  if (view === undefined)
    return { kind: 'refused', reasons: [refusal('no-price', { limit: 'both markets', actual: 'unknown' })] };
  const inFlight = parts.inFlight().entryReasons(route);
  if (inFlight.length > 0) return { kind: 'refused', reasons: inFlight };
  const settings = judgedBy(config, lacking);
  const signal = evaluateRoute(view, settings);
  const portfolio = book.portfolio(lacking === undefined ? undefined : route.coin);
  const ask = planAsk(parts, question, { view, signal, portfolio });
  const plan =
    lacking?.kind === 'rest' ? ({ kind: 'rest', ...planRest(ask, lacking.quantities) } as const) : planEntry(ask);
  if (plan.kind === 'refused') return plan;
  const restingLeg = lacking?.kind === 'slice' ? undefined : signal.makerLeg;
  const verdict = approveEntry({
    nowMs: outbox.nowMs,
    coin: route.coin,
    mode: parts.mode(),
    signalReasons: signal.reasons,
    netBpsAt: netBpsAt(view, settings),
    minNetBps: ask.minNetBps,
    openedAtMs: question.openings,
    portfolio,
    limits: ask.limits,
    equityFractionMax: config.sizing.equityFractionMax,
    long: plan.long,
    short: plan.short,
    furtherPart: lacking?.kind ?? 'none',
    ...(restingLeg === undefined ? {} : { restingLeg }),
    idOf: parts.idOf,
  });
  if (verdict.kind === 'refused') return verdict;
  return { ...verdict, signal, plan: plan.kind === 'planned' ? plan : undefined };
};

/** What rests already stays the leg that rests, however the books have changed. */
export const judgedBy = (
  config: Config,
  lacking: (Pick<Lacking, 'kind'> & { readonly leg?: Leg }) | undefined,
): SignalSettings => {
  const settings = signalSettings(config);
  return lacking?.leg === undefined ? settings : { ...settings, makerEntry: lacking.leg };
};

const planAsk = (
  { config, book, guard }: EntryJudgeParts,
  { route, lacking, attempts }: EntryQuestion,
  seen: Pick<EntryPlanAsk, 'view' | 'signal' | 'portfolio'>,
): EntryPlanAsk => ({
  ...seen,
  accounts: { long: book.account(route.long), short: book.account(route.short) },
  limits: limitSettings(config),
  sizing: sizingSettings(config, venueOf(route.long), venueOf(route.short)),
  minNetBps: config.entry.minNetBps,
  guardMultiplier: guard().sizeMultiplier,
  ...(lacking?.kind === 'slice' ? { lackingCoins: lacking.coins } : {}),
  ...(attempts === undefined ? {} : { attempts }),
});
