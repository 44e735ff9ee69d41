import { isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { ZERO, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { UsdAttribution } from '../ledger/attribution.ts';
import type { CycleResult } from '../monitor/account-book.ts';
import { sumAttributions } from '../monitor/attribution-sum.ts';
import type { ATTRIBUTION_PARTS } from '../monitor/attribution-sum.ts';
import type { FundingRow } from '../monitor/funding-truth.ts';
import { moneyFactOf } from '../monitor/money-facts.ts';
import { textIn } from '../monitor/fact-body.ts';
import type { Attribution, CycleRow, FillRow, FundingPaymentRow, GuardEvent, RouteRow } from './backtest-result.ts';
import type { FeeTierRow } from './result-counts.ts';

type Parts = Readonly<Record<(typeof ATTRIBUTION_PARTS)[number] | 'net', Decimal>>;

/** As texts, exact. */
export const attributionRow = (parts: Parts): Attribution => ({
  funding: text(parts.funding),
  basis: text(parts.basis),
  fx: text(parts.fx),
  fees: text(parts.fees),
  slippage: text(parts.slippage),
  financing: text(parts.financing),
  fixed: text(parts.fixed),
  net: text(parts.net),
});

/** One a fill of ours, as it was booked. */
export const fillRows = (facts: readonly Fact[]): readonly FillRow[] =>
  facts.flatMap((fact) => {
    const money = fact.type === 'fill.booked' ? moneyFactOf(fact) : undefined;
    if (money === undefined || money === 'incomplete' || money.kind !== 'fill') return [];
    const { market, side, quantity, price, fee, feeCoin, liquidity, tradeId } = money.fill;
    const { cycle, decisionMid } = money;
    return [{ atMs: fact.atMs, cycle, market, side, quantity, price, decisionMid, fee, feeCoin, liquidity, tradeId }];
  });

/** Each tier of fees that came into force, the first ones at the start. */
export const feeTierRows = (facts: readonly Fact[]): readonly FeeTierRow[] =>
  facts.flatMap(({ type, atMs, body }) =>
    type === 'fees.tier'
      ? [
          {
            atMs,
            venue: textIn(body, 'venue') ?? '',
            kind: textIn(body, 'kind') ?? '',
            tier: Number(body['to']),
            volume30dUsd: textIn(body, 'volume30dUsd') ?? '',
            makerBps: Number(body['makerBps']),
            takerBps: Number(body['takerBps']),
          },
        ]
      : [],
  );

export const fundingRows = (rows: readonly FundingRow[]): readonly FundingPaymentRow[] =>
  rows.map(({ payment, cycle, lastWord, difference }) => ({
    settlementAtMs: payment.settlementAtMs,
    cycle,
    market: payment.market,
    quantity: payment.quantity,
    mark: payment.settlementPrice,
    rate: payment.rate,
    amount: payment.amount,
    coin: payment.coin,
    ...(lastWord === undefined
      ? {}
      : { predictedRate: lastWord.rate.toNumber(), predictedIntervalHours: lastWord.intervalHours }),
    ...(difference === undefined ? {} : { expected: text(difference.expected) }),
  }));

/** What was believed of a route when it became a candidate last, by cycle. */
export const expectations = (facts: readonly Fact[]): ReadonlyMap<string, CycleRow['expected']> => {
  const candidates = new Map<string, CycleRow['expected']>();
  const cycles = new Map<string, CycleRow['expected']>();
  for (const { type, actor, body } of facts) {
    const coin = actor.slice(actor.indexOf('/') + 1);
    if (type === 'route.candidate') candidates.set(coin, expectationIn(body));
    else if (type === 'cycle.opened' && typeof body['cycle'] === 'string')
      cycles.set(body['cycle'], candidates.get(coin));
  }
  return cycles;
};

const expectationIn = (body: { readonly [key: string]: Json | undefined }): CycleRow['expected'] => {
  const { netBps, expectedCarryBps: carryBps, requiredBps, notionalUsd } = body;
  return typeof netBps === 'number' &&
    typeof carryBps === 'number' &&
    typeof requiredBps === 'number' &&
    typeof notionalUsd === 'number'
    ? { netBps, carryBps, requiredBps, notionalUsd }
    : undefined;
};

export const cycleRows = (cycles: readonly CycleResult[], facts: readonly Fact[]): readonly CycleRow[] => {
  const expected = expectations(facts);
  return cycles.map(({ cycle, coin, openedAtMs, closed, route, attribution }) => {
    const belief = expected.get(cycle);
    return {
      cycle,
      coin,
      ...(route === undefined ? {} : { long: route.long, short: route.short }),
      ...(openedAtMs === undefined ? {} : { openedAtMs }),
      ...(closed === undefined ? {} : { closedAtMs: closed.atMs, reason: closed.reason }),
      ...(belief === undefined ? {} : { expected: belief }),
      ...(attribution.kind === 'valued' ? { attribution: attributionRow(attribution) } : {}),
    };
  });
};

/** All cycles of one pair together, the best first. */
export const routeRows = (cycles: readonly CycleResult[], untilMs: number): readonly RouteRow[] => {
  const byRoute = new Map<string, CycleResult[]>();
  for (const cycle of cycles) {
    if (cycle.route === undefined) continue;
    const key = `${cycle.coin} ${cycle.route.long} ${cycle.route.short}`;
    byRoute.set(key, [...(byRoute.get(key) ?? []), cycle]);
  }
  return [...byRoute.values()]
    .map((own) => routeRow(own, untilMs))
    .sort((a, b) => b.net.comparedTo(a.net) || (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
};

const routeRow = (own: readonly CycleResult[], untilMs: number) => {
  const [first] = own;
  const { long = '', short = '' } = first?.route ?? {};
  const { attribution } = sumAttributions(own.map((cycle) => cycle.attribution));
  const held = own.map(({ openedAtMs, closed }) => (closed?.atMs ?? untilMs) - (openedAtMs ?? untilMs));
  const row: RouteRow = {
    coin: first?.coin ?? '',
    long,
    short,
    cycles: own.length,
    won: own.filter(({ closed, attribution: part }) => closed !== undefined && netOf(part).gt(0)).length,
    heldMs: held.reduce((sum, one) => sum + one, 0),
    attribution: attributionRow(attribution),
  };
  return { row, net: attribution.net, key: `${row.coin} ${long} ${short}` };
};

const netOf = (attribution: UsdAttribution): Decimal => (attribution.kind === 'valued' ? attribution.net : ZERO);

const GUARD_TYPES = /^(guard|operator|risk|engine\.fail-closed|capital\.transfer-suggested|actor)\b/;

/** What the guard, the operator and the risks in flight did, and what forbade new risk. */
export const guardEvents = (facts: readonly Fact[]): readonly GuardEvent[] =>
  facts
    .filter(({ type, actor }) => GUARD_TYPES.test(type) || actor === 'guard')
    .map(({ atMs, seq, type, actor, body }) => ({ atMs, seq, type, actor, body }));

/** How often each reason was journaled against a route or an entry. */
export const refusalCounts = (facts: readonly Fact[]): readonly { readonly code: string; readonly count: number }[] => {
  const counts = new Map<string, number>();
  for (const { type, body } of facts) {
    if (type !== 'route.refused' && type !== 'entry.refused') continue;
    const reasons: readonly unknown[] = Array.isArray(body['reasons']) ? body['reasons'] : [];
    for (const code of new Set(reasons.map((reason) => (isRecord(reason) ? String(reason['code']) : '-'))))
      counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
};
