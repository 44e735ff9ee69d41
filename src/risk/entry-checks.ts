import type { RefusalReason } from '../analytics/refusal-reason.ts';
import type { CoinId } from '../domain/ids.ts';
import { venueOf } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { fundingFraction, legCaps, opensWithinHour } from './limits.ts';
import type { LegFunding, LimitSettings, Portfolio } from './limits.ts';
import { liquidationBufferMissed } from './liquidation.ts';
import type { EntryLeg, LegQuote } from './leg-quote.ts';
import { known, refusal } from './reason.ts';
import type { EntryRefusal, GateReason } from './reason.ts';
import { residualMaxCoins } from './sizing.ts';
import type { GuardState } from './guard-view.ts';

/** What the engine as a whole allows. */
export interface EngineMode {
  readonly operator: 'stopped' | 'armed' | 'trading' | 'paused' | 'killing';
  readonly guard: GuardState;
  /** Conditions that forbid new risk, by name: `journal-stalled`, `disk-full`, `reconciliation-mismatch`, … */
  readonly failClosed: readonly string[];
}

/** The facts an entry is decided on; sizes and prices are the legs'. */
export interface EntryConditions {
  readonly nowMs: AtMs;
  readonly coin: CoinId;
  readonly mode: EngineMode;
  /** The signal's own refusals at this input; an entry passes only without any. */
  readonly signalReasons: readonly RefusalReason[];
  /** Net of the route over the horizon at a leg notional in USD, bps; `undefined` where the books do not reach. */
  readonly netBpsAt: (notionalUsd: number) => number | undefined;
  /** Enter only above this. */
  readonly minNetBps: number;
  /** When positions of this coin were opened, at least those of the last hour. */
  readonly openedAtMs: readonly AtMs[];
  readonly portfolio: Portfolio;
  readonly limits: LimitSettings;
  readonly equityFractionMax: number;
  /**
   * A further part of an entry that was approved: its position is open, and its opening has been counted. Of a leg that rests
   * `rest` is what it has not got yet; its fills are what the other leg is hedged to [none].
   */
  readonly furtherPart?: 'none' | 'slice' | 'rest';
}

/** Reasons that need no price: modes, the coin's own state, the signal, the shape of what is asked. */
export const standingReasons = (
  ask: EntryConditions,
  legs: { readonly long: EntryLeg; readonly short: EntryLeg },
): readonly EntryRefusal[] => [
  ...modeReasons(ask.mode),
  ...coinReasons(ask),
  ...shapeReasons(ask.coin, legs),
  ...ask.signalReasons,
];

/** What the engine as a whole has against new risk now. */
export const modeReasons = ({ operator, guard, failClosed }: EngineMode): GateReason[] => {
  const reasons = failClosed.map((name) => refusal('fail-closed', { limit: 'none', actual: name }));
  if (operator !== 'trading') reasons.push(refusal('operator-not-trading', { limit: 'trading', actual: operator }));
  if (guard.risk === 'paused') reasons.push(refusal('guard-paused', { limit: 'active', actual: 'paused' }));
  if (guard.entries === 'halted') reasons.push(refusal('entries-halted', { limit: 'open', actual: 'halted' }));
  return reasons;
};

const coinReasons = ({
  coin,
  portfolio,
  openedAtMs,
  nowMs,
  limits,
  furtherPart = 'none',
}: EntryConditions): GateReason[] => {
  const own = portfolio.legs.filter((leg) => leg.coin === coin);
  const inDoubt = own.filter(({ state }) => state === 'in-doubt').length;
  const taken = own.filter(({ state }) => state === 'held' || state === 'pending').length;
  const opens = opensWithinHour(openedAtMs, nowMs);
  const reasons: GateReason[] = [];
  if (inDoubt > 0) reasons.push(refusal('symbol-frozen', { limit: 0, actual: inDoubt }));
  if (furtherPart !== 'none') return reasons;
  if (taken > 0) reasons.push(refusal('position-open', { limit: 0, actual: taken }));
  if (opens >= limits.opensPerHourMax)
    reasons.push(refusal('opens-per-hour', { limit: limits.opensPerHourMax, actual: opens }));
  return reasons;
};

const shapeReasons = (coin: CoinId, { long, short }: { long: EntryLeg; short: EntryLeg }): GateReason[] =>
  [
    { leg: long, limit: `open long buy ${coin} ${long.view.market}` },
    { leg: short, limit: `open short sell ${coin} ${short.view.market}` },
  ].flatMap(({ leg: { order }, limit }) => {
    const { purpose, leg, side, market, reduceOnly } = order;
    const actual = `${purpose} ${leg} ${side} ${order.coin} ${market}${reduceOnly ? ' reduce-only' : ''}`;
    return actual === limit ? [] : [refusal('not-an-entry', { limit, actual })];
  });

/** Reasons of the two legs together at their final quantities. */
export const pairReasons = (ask: EntryConditions, long: LegQuote, short: LegQuote): readonly GateReason[] => {
  const notionalUsd = Math.max(long.notionalUsd, short.notionalUsd);
  const net = ask.netBpsAt(notionalUsd);
  const reasons: GateReason[] = [
    ...(ask.furtherPart === 'rest' ? [] : equalityReasons(long, short)),
    ...capReasons(ask, long, short),
  ];
  if (net === undefined || !(net > ask.minNetBps))
    reasons.push(refusal('net-below-minimum', { limit: ask.minNetBps, actual: known(net) }));
  return [...reasons, ...bufferReasons(ask.limits, long), ...bufferReasons(ask.limits, short)];
};

const equalityReasons = (long: LegQuote, short: LegQuote): GateReason[] => {
  const limit = residualMaxCoins(long.market, short.market);
  const apart = long.coins.minus(short.coins).abs();
  return apart.gt(limit) ? [refusal('unequal-base', { limit: limit.toNumber(), actual: apart.toNumber() })] : [];
};

const capReasons = (ask: EntryConditions, long: LegQuote, short: LegQuote): GateReason[] => {
  const { coin, portfolio, limits, equityFractionMax, furtherPart = 'none' } = ask;
  const notionalUsd = Math.max(long.notionalUsd, short.notionalUsd);
  const caps = legCaps({
    coin,
    legs: [legFunding(long), legFunding(short)],
    portfolio,
    limits,
    equityFractionMax,
    part: furtherPart === 'none' ? 'new' : 'further',
  });
  const reasons = caps.flatMap(({ code, usd, venue }) =>
    code === 'target' || notionalUsd <= usd
      ? []
      : [refusal(code, { limit: usd, actual: notionalUsd, ...(venue === undefined ? {} : { venue }) })],
  );
  return reasons;
};

export const legFunding = ({ leg, market, worstCaseSlippageBps }: LegQuote): LegFunding => ({
  market: leg.view.market,
  perNotionalFraction: fundingFraction({
    kind: market.instrument.kind,
    leverage: leg.leverage,
    takerFeeFraction: leg.view.takerFee,
    worstCaseSlippageBps,
  }),
});

/** A liquidation nearer than the buffer. */
export const bufferReasons = (limits: LimitSettings, { leg, market, evidence }: LegQuote): GateReason[] => {
  const missed = liquidationBufferMissed({
    leg: {
      kind: market.instrument.kind,
      leg: leg.order.leg,
      entryPrice: evidence.mid,
      markPrice: leg.view.mark ?? evidence.mid,
      leverage: leg.leverage,
      maintenanceFraction: leg.maintenanceFraction,
    },
    sd5m: leg.view.markSd5m,
    assumedDailyMoveFraction: limits.assumedDailyMoveFraction,
    bufferMultiple: limits.liquidationBufferMultiple,
  });
  return missed === undefined ? [] : [{ ...missed, market: leg.view.market, venue: venueOf(leg.view.market) }];
};
