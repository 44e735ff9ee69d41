import { Decimal, decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs, nextUtcDay, utcDayStart } from '../domain/units.ts';

/** Settings of economics 8, fractions. */
export interface GuardSettings {
  /** Realized drawdown that pauses [0.15]. */
  readonly realizedPauseFraction: number;
  /** Unrealized drawdown that warns [0.08]. */
  readonly unrealizedWarnFraction: number;
  /** Loss of the UTC day that halts entries until the next [0.02]. */
  readonly dailyHaltFraction: number;
  /** Loss of the UTC day that pauses, no earlier than the next [0.05]. */
  readonly dailyPauseFraction: number;
  /** Rise above the low that resumes by itself [0.02]. */
  readonly resumeAboveLowFraction: number;
  /** What a warning leaves of a size [0.5]. */
  readonly warningSizeFraction: number;
}

export const defaultGuardSettings: GuardSettings = {
  realizedPauseFraction: 0.15,
  unrealizedWarnFraction: 0.08,
  dailyHaltFraction: 0.02,
  dailyPauseFraction: 0.05,
  resumeAboveLowFraction: 0.02,
  warningSizeFraction: 0.5,
};

/**
 * What the guard remembers. Plain JSON, amounts in USD as decimal text. Nothing is known before the first observation:
 * `marks` is then `null`, no drawdown exists and no threshold can be met (an opening of 0 would make any loss infinite).
 */
export interface GuardContext {
  readonly settings: GuardSettings;
  /** Latest instant heard of. */
  readonly nowMs: AtMs;
  readonly marks: EquityMarks | null;
  /** The reported high an automatic resume was already spent on. */
  readonly resumedForHwm: DecimalText | null;
  /** A daily-loss pause is not left before this. */
  readonly pausedUntilMs: AtMs | null;
  /** Entries halted by the daily loss stay so until this. */
  readonly haltedUntilMs: AtMs | null;
  /** The coming UTC midnight, when it next needs a tick: days open, halts end and pauses may. */
  readonly deadlineAtMs: AtMs | null;
}

export interface EquityMarks {
  readonly realizedEquity: DecimalText;
  readonly unrealizedPnl: DecimalText;
  readonly totalEquity: DecimalText;
  readonly openPositions: number;
  /** Highest realized equity, for reports; never re-based. */
  readonly reportedHwm: DecimalText;
  /** The guard's own high: re-based to the equity of each resume. */
  readonly ownHwm: DecimalText;
  /** Lowest realized equity since the last pause began. */
  readonly lwm: DecimalText;
  /** Total equity at marks when the UTC day began, or at the first observation. */
  readonly dayOpening: DecimalText;
  readonly dayStartMs: AtMs;
}

export interface EquityObservation {
  readonly atMs: AtMs;
  readonly realizedEquity: DecimalText;
  readonly unrealizedPnl: DecimalText;
  readonly totalEquity: DecimalText;
  readonly openPositions: number;
}

/** The three figures the guard decides by, and the reported drawdown; all fractions, 0 when nothing is lost. */
export interface Drawdown {
  readonly realized: number;
  readonly reported: number;
  readonly unrealized: number;
  readonly daily: number;
}

export const drawdownOf = (marks: EquityMarks | null): Drawdown => {
  if (marks === null) return { realized: 0, reported: 0, unrealized: 0, daily: 0 };
  const known = DRAWDOWNS.get(marks);
  if (known !== undefined) return known;
  const drawdown = measured(marks);
  DRAWDOWNS.set(marks, drawdown);
  return drawdown;
};

/** Each guard of the machine asks for the figures of the same marks, which never change. */
const DRAWDOWNS = new WeakMap<EquityMarks, Drawdown>();

const measured = (marks: EquityMarks): Drawdown => {
  const unrealized = decimal(marks.unrealizedPnl);
  return {
    realized: lossFraction(marks.ownHwm, decimal(marks.realizedEquity)),
    reported: lossFraction(marks.reportedHwm, decimal(marks.realizedEquity)),
    unrealized: lossFraction(marks.ownHwm, decimal(marks.ownHwm).plus(Decimal.min(unrealized, 0))),
    daily: lossFraction(marks.dayOpening, decimal(marks.totalEquity)),
  };
};

/**
 * Loss from `from` to `to` as a fraction of `from`, 0 for a gain. Against a reference of 0 or less no fraction exists:
 * any loss is then total (1).
 */
export const lossFraction = (from: DecimalText, to: Decimal): number => {
  const reference = decimal(from);
  if (to.gte(reference)) return 0;
  return reference.lte(0) ? 1 : reference.minus(to).div(reference).toNumber();
};

/**
 * What drawdown leaves of a size: `clamp(2 * (maxDd - dd) / maxDd, 0, 1)`. Full until half the limit is used, half at
 * three quarters, nothing at the limit. Both are fractions; `maxDd` > 0.
 */
export const drawdownMultiplier = (dd: number, maxDd: number): number =>
  Math.min(1, Math.max(0, (2 * (maxDd - dd)) / maxDd));

/** An observation folded in: highs and the low follow realized equity, the day's opening follows the UTC day. */
export const observeEquity = (context: GuardContext, seen: EquityObservation): GuardContext => {
  const day = rolled(context, seen.atMs);
  const { realizedEquity, unrealizedPnl, totalEquity, openPositions } = seen;
  const equity = { realizedEquity, unrealizedPnl, totalEquity, openPositions };
  if (day.marks === null) {
    const highs = { reportedHwm: realizedEquity, ownHwm: realizedEquity, lwm: realizedEquity };
    return { ...day, marks: { ...equity, ...highs, dayOpening: totalEquity, dayStartMs: utcDayStart(day.nowMs) } };
  }
  const marks = {
    ...day.marks,
    ...equity,
    reportedHwm: higher(day.marks.reportedHwm, realizedEquity),
    ownHwm: higher(day.marks.ownHwm, realizedEquity),
    lwm: text(Decimal.min(day.marks.lwm, realizedEquity)),
  };
  return { ...day, marks };
};

/**
 * Time passed. A new UTC day opens at the last total equity known before it, so that a jump over midnight counts to the
 * day that shows it.
 */
export const rolled = (context: GuardContext, at: AtMs): GuardContext => {
  const nowMs = atMs(Math.max(context.nowMs, at));
  const { marks } = context;
  const dayStartMs = utcDayStart(nowMs);
  const time = { nowMs, deadlineAtMs: nextUtcDay(nowMs) };
  if (marks === null || dayStartMs <= marks.dayStartMs) return { ...context, ...time };
  return { ...context, ...time, marks: { ...marks, dayStartMs, dayOpening: marks.totalEquity } };
};

/** Money that came in (+) or went out (-) is neither gain nor loss: every reference moves with it. */
export const shifted = (context: GuardContext, amount: DecimalText): GuardContext => {
  const { marks, resumedForHwm } = context;
  if (marks === null) return context;
  const moved = (value: DecimalText): DecimalText => text(decimal(value).plus(amount));
  return {
    ...context,
    resumedForHwm: resumedForHwm === null ? null : moved(resumedForHwm),
    marks: {
      ...marks,
      realizedEquity: moved(marks.realizedEquity),
      totalEquity: moved(marks.totalEquity),
      reportedHwm: moved(marks.reportedHwm),
      ownHwm: moved(marks.ownHwm),
      lwm: moved(marks.lwm),
      dayOpening: moved(marks.dayOpening),
    },
  };
};

const higher = (a: DecimalText, b: DecimalText): DecimalText => text(Decimal.max(a, b));
