import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import type { Fact } from '../../src/domain/fact.ts';
import type { RowDraft } from '../../src/history/history.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { backtest, binance, bybit, configOf, hour, pastOf, settled } from './support/past.ts';

const wave = (at: number, size: number): number => Number((size * (1 + Math.sin(at))).toFixed(8));
const rates = (rate: number) => [0, 8, 16].map((at) => ({ at, rate, mark: 100, intervalHours: 8 }));
const jumping = (rate: number) =>
  [0, 8, 16, 24].map((at) => ({ at, rate, mark: at <= 8 ? 100 : 152, intervalHours: 8 }));

/** Two weeks before and two days after `DAY`, no two rates alike; nobody states an interval. */
const seededRows = (): readonly RowDraft[] => {
  const hoursOf = Array.from({ length: 48 }, (_, at) => (at - 42) * 8);
  return [
    ...settled(
      binance,
      hoursOf.map((at) => ({ at, rate: wave(at / 7, 0.00005), mark: 100 + (at % 5) })),
    ),
    ...settled(
      bybit,
      hoursOf.map((at) => ({ at, rate: wave(at / 9, 0.004), mark: 100 + (at % 5) })),
    ),
  ];
};

/** Everything after an instant is another: rates, marks, and a market that settles twice as often. */
const withAnotherFuture = (rows: readonly RowDraft[], fromMs: number): readonly RowDraft[] =>
  rows.flatMap((row): readonly RowDraft[] => {
    if (row.atMs < fromMs || row.kind !== 'funding') return [row];
    const shifted: RowDraft = {
      ...row,
      rate: String(-3 * Number(row.rate)) as typeof row.rate,
      mark: '90' as typeof row.rate,
    };
    return row.market === bybit ? [shifted, { ...shifted, atMs: atMs(row.atMs + 4 * 3_600_000) }] : [shifted];
  });

const factsOf = async (rows: readonly RowDraft[]): Promise<readonly Fact[]> => {
  const store = createMemoryJournal({ birthId: 'spec' });
  await backtest(pastOf(rows), 44, { openStore: () => store, gaps: 'allowed' });
  return [...store.facts(1)];
};

describe('a decision of the past', () => {
  it('is the same whatever came after it, to the last digit of the journal', async () => {
    const rows = seededRows();
    const fromMs = hour(16);
    const [told, otherwise] = [await factsOf(rows), await factsOf(withAnotherFuture(rows, fromMs))];
    const before = (facts: readonly Fact[]) => facts.filter((fact) => fact.atMs < fromMs);
    expect(before(told).some(({ type }) => type === 'fill.booked')).toBe(true);
    expect(before(told).some(({ type }) => type === 'funding.paid')).toBe(true);
    expect(before(otherwise)).toEqual(before(told));
    // and the future that was changed does matter
    expect(otherwise).not.toEqual(told);
  });

  it('stands on the recorded prediction where there is one, not on what was settled', async () => {
    const calm = [0, 8, 16].map((at) => ({ at, rate: 0.0001, mark: 100, intervalHours: 8 }));
    const predicted = [1, 2].map((at): RowDraft => ({
      kind: 'mark',
      market: bybit,
      atMs: atMs(hour(at)),
      mark: 100,
      predictedRate: 0.006,
      nextSettlementAtMs: atMs(hour(8)),
    }));
    const without = await backtest(pastOf(settled(binance, calm), settled(bybit, calm)), 24);
    const foretold = await backtest(pastOf(settled(binance, calm), settled(bybit, calm), predicted), 12);
    expect(without.fills).toEqual([]);
    // believed at 01:00, and paid what was settled in the end
    expect(foretold.fills.map(({ atMs: filledMs }) => Math.floor(filledMs / 1000) * 1000)).toEqual([hour(1), hour(1)]);
    expect(foretold.funding[1]).toMatchObject({ market: bybit, rate: '0.0001', predictedRate: 0.006, amount: '1' });
    expect(foretold.coverage.map(({ predictions }) => predictions)).toEqual(['last-settled', 'recorded']);
  });

  it('meets the recorded book where there is one, and says which were modelled', async () => {
    const book: RowDraft = {
      kind: 'book',
      market: bybit,
      atMs: atMs(hour(0.5)),
      bids: [99.98, 30, 99.97, 5000],
      asks: [100.02, 5000],
    };
    const { fills, coverage, assumptions } = await backtest(
      pastOf(settled(binance, rates(0.0001)), settled(bybit, rates(0.006)), [book]),
      7,
    );
    // 00:24 met the model; nothing else was decided
    expect(fills.map(({ price }) => price).sort()).toEqual(['100.01', '99.99']);
    const later = await backtest(
      pastOf(settled(binance, rates(0.0001)), settled(bybit, rates(0.006)), [{ ...book, atMs: atMs(hour(0.4)) }]),
      7,
    );
    // the best level wholly, the rest at the next: in parts
    const sold = later.fills.filter(({ market }) => market === bybit);
    const bought = later.fills.find(({ market }) => market === binance);
    expect(sold.map(({ price, quantity }) => [price, Number(quantity)])).toEqual([
      ['99.98', 30],
      ['99.97', Number((Number(bought?.quantity) - 30).toFixed(2))],
    ]);
    expect(coverage.map(({ books }) => books)).toEqual(['modelled', 'recorded']);
    expect(assumptions.find(({ code }) => code === 'depth')?.text).toContain('1 of 2 markets have no recorded books');
  });
});

describe('a backtest', () => {
  it('is the same in every run, and another under another configuration', async () => {
    const history = pastOf(seededRows());
    const first = await backtest(history, 44);
    const again = await backtest(history, 44);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    const thinner = configOf('backtest: { depthUsdPerBp: 4000 }');
    const other = await backtest(history, 44, { config: thinner });
    expect(other.journal.hash).not.toBe(first.journal.hash);
  });

  it('walks no book for a route below the screen', async () => {
    const rows = [0, 8, 16].map((at) => ({ at, mark: 100, intervalHours: 8 }));
    const store = createMemoryJournal({ birthId: 'spec' });
    const history = pastOf(
      settled(
        binance,
        rows.map((row) => ({ ...row, rate: 0.0001 })),
      ),
      settled(
        bybit,
        rows.map((row) => ({ ...row, rate: 0.0005 })),
      ),
    );
    const result = await backtest(history, 24, { openStore: () => store });
    const judged = [...store.facts(1)].filter(({ type }) => type.startsWith('route.'));
    expect(judged.length).toBeGreaterThan(0);
    for (const { body } of judged) expect(body).not.toHaveProperty('costBps');
    expect(result.refusals[0]?.code).toBe('below-screen');
    expect(result.verdict).toContain('It traded nothing');
  });

  it('refuses a span with missing settlements in a sentence, and says so in its result where they are allowed', async () => {
    const whole = [0, 8, 16, 24, 32].map((at) => ({ at, rate: 0.0001, mark: 100, intervalHours: 8 }));
    const holed = whole.filter(({ at }) => at !== 16);
    const history = pastOf(settled(binance, whole), settled(bybit, holed));
    await expect(backtest(history, 40)).rejects.toMatchObject({
      code: 'history.gap',
      message: expect.stringContaining('1 settlements are missing in the span, in 1 markets: bybit:ABC/USDT:USDT'),
    });
    const allowed = await backtest(history, 40, { gaps: 'allowed' });
    expect(allowed.assumptions.find(({ code }) => code === 'gaps')?.text).toContain('1 settlements are missing');
    expect(allowed.coverage.find(({ market }) => market === bybit)?.gaps).toHaveLength(1);
  });

  it('refuses an empty span, a history with no two markets of one coin, and to tell of half a run', async () => {
    const rows = [0, 8, 16].map((at) => ({ at, rate: 0.0001, mark: 100, intervalHours: 8 }));
    await expect(backtest(pastOf(settled(binance, rows)), 24)).rejects.toMatchObject({ code: 'backtest.no-markets' });
    await expect(backtest(pastOf(settled(binance, rows)), 0)).rejects.toMatchObject({ code: 'backtest.span' });
    const both = pastOf(settled(binance, rows), settled(bybit, rows));
    await expect(backtest(both, 24, { isStopped: () => true })).rejects.toMatchObject({ code: 'backtest.stopped' });
  });

  it('looks at margin on marks: a venue liquidates the leg it cannot carry, and the other one is closed', async () => {
    const config = configOf(`
venues: { everyVenue: { capitalUsd: "4000", leverageRatio: 5 } }
limits: { liquidationBufferRatio: 0, liquidationExitRatio: 0, marginExitRatio: 0.1, marginWarnRatio: 0.1 }
sizing: { equityFraction: 1, equityFractionMax: 1 }
`);
    const result = await backtest(pastOf(settled(binance, jumping(0.0001)), settled(bybit, jumping(0.006))), 30, {
      config,
    });
    expect(result.guard.some(({ type }) => type === 'risk.leg-reduced')).toBe(true);
    expect(result.cycles[0]?.reason).toBe('leg-lost');
    // at the mark of that instant, for the taker fee and a penalty
    const taken = result.fills.find(({ market, side }) => market === bybit && side === 'buy');
    expect(taken).toMatchObject({ price: '152', decisionMid: '152' });
    expect(taken?.atMs).toBeLessThan(hour(16) + 100);
  });
});
