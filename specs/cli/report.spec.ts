import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { batch, temporaryDirectory } from '../journal/support/batches.ts';
import { tamper } from '../journal/support/tamper.ts';
import {
  ROUTE_FIGURES,
  SHORT,
  closedRoute,
  expected,
  fact,
  fill,
  journalOf,
  moved,
  opened,
  paid,
  started,
} from '../monitor/support/journal.ts';
import type { Story } from '../monitor/support/journal.ts';
import { runCommand, summaryOf } from './command-run.ts';

const directoryOf = async (...sketches: Story): Promise<string> => {
  const dir = temporaryDirectory();
  const journal = openJournal({ dir, birthId: 'b1' });
  for (const { seq: _seq, cause: _cause, ...draft } of journalOf(...sketches))
    journal.commit(batch(journal.lastSeq + 1, { facts: [{ ...draft, cause: journal.lastSeq + 1 }] }));
  await journal.close();
  return dir;
};

const STORY: Story = [
  started(0),
  closedRoute().slice(1, 5),
  moved(0.9, 'entering.legs(long: working, short: working)'),
  opened(1, { evidence: [{ market: SHORT, rate: 0.0009, intervalHours: 1 }] }),
  closedRoute().slice(7, 9),
  moved(1, 'hedged.carrying'),
  expected(2, { rate: 0.0011, price: '101' }),
  closedRoute().slice(9),
  moved(3, 'scanning.watching'),
  opened(4, { cycle: 'SOL-2' }),
  fill(4, { cycle: 'SOL-2' }),
  fill(4, { cycle: 'SOL-2', market: SHORT, side: 'sell', price: '99.9', feeCoin: 'USDC' }),
  expected(5),
  moved(28, 'hedged.carrying'),
];

describe('hedgerow report', () => {
  it('prints the figures, each with what it is of, and the attribution with every decimal', async () => {
    const { exitCode, out, err } = await runCommand(['report', await directoryOf(...STORY)]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out.slice(0, out.indexOf('Cycles, USD')).join('\n')).toMatchInlineSnapshot(`
      "run b1, 2 venues: alpha, beta
      2026-01-05 00:00:00 to 2026-01-06 04:00:00 UTC, 1d04h; 23 facts, 1 start, entries: 2 approved, 0 refused
      Figures
        capital            2,000.00  USD put in
        net                   12.00  USD, 15.00 of it in 1 closed cycle
        return               0.70 %  of realized equity, days compounded
        annualised return  786.73 %  geometric, 365 days
        Sharpe                    -  needs 2 whole UTC days, the run has 1
        Sortino                   -  needs 2 whole UTC days, the run has 1
        max drawdown         0.05 %  1.00 USD, from 2026-01-05 00:00:00 to 2026-01-05 01:00:00
        win rate           100.00 %  of 1 closed cycle
        turnover               3.03  times mean equity, 6,100.00 USD traded
        funding captured       1.00  USD, received
        funding paid           0.00  USD
        signal to order           -  no opening order yet
        order to fill             -  no order yet
        time naked                -  no closed cycle has measured it
      Attribution, USD
                     closed cycles  open so far  total
        + funding                1            0      1
        + basis                 20            0     20
        + fx                     0            0      0
        - fees                   2            1      3
        - slippage               4            2      6
        - financing              0            0      0
        - fixed                  0            0      0
        = net                   15           -3     12"
    `);
  });

  it('prints cycles, assets, states, coins, what was credited and checks', async () => {
    const { out } = await runCommand(['report', await directoryOf(...STORY)]);
    expect(out.slice(out.indexOf('Cycles, USD')).join('\n')).toMatchInlineSnapshot(`
      "Cycles, USD
        cycle  opened (UTC)          held  long   short  funding  basis    fx  fees  slippage  financing  fixed    net  closed because
        SOL-1  2026-01-05 01:00:00  2h00m  alpha  beta      1.00  20.00  0.00  2.00      4.00       0.00   0.00  15.00  carry-flipped
        SOL-2  2026-01-05 04:00:00   open  alpha  beta      0.00   0.00  0.00  1.00      2.00       0.00   0.00  -3.00  -
      Assets
        asset  fills  traded USD  slippage bps
        SOL        6    6,100.00         9.836
      Time in state, of each position since it first moved
        asset      entering        hedged       scanning
        SOL    6m00s 0.37 %  2h00m 7.38 %  1d01h 92.25 %
      Coins: wallets - put in = result + carried in what is open
        coin  put in  wallets  result  carried
        USDC    1000    977.5   -23.5        1
        USDT    1000   1036.5    35.5        1
      Funding the venues credited
        beta: 1 USDC in 1 payment
        beta:SOL/USDC:USDC at 2026-01-05 05:00:00: settled, no record of the venue yet
      Checks
        ok    attribution: funding + basis + fx - fees - slippage - financing - fixed - net = 0 USD
        ok    journal: closed cycles as the engine journaled them: 1
        ok    balances: wallets - put in - result - carried = 0 in 2 coins
        ok    funding: the sum of the payments is the funding of the books, coin by coin"
    `);
  });

  it('prints one row a payment where the funding is asked for, and the sums', async () => {
    const dir = await directoryOf(
      ...STORY,
      paid(29, { market: 'alpha:SOL/USDT:USDT', coin: 'USDT', amount: '-0.5', rate: '0.0005' }),
    );
    const { exitCode, out } = await runCommand(['report', dir, '--funding']);
    expect(exitCode).toBe(0);
    expect(out.join('\n')).toMatchInlineSnapshot(`
      "run b1, 2 venues: alpha, beta
      2026-01-05 00:00:00 to 2026-01-06 05:00:00 UTC, 1d05h; 24 facts, 1 start, entries: 2 approved, 0 refused
      Payments: rates in bps, amounts in the coin, received positive
        settled (UTC)     market               quantity   at entry  last heard  settled  credited  coin  predicted  difference  interval       rate  quantity       mark  rounding  cause
        2026-01-05 02:00  beta:SOL/USDC:USDC        -10  9.0000/1h  11.0000/1h  10.0000         1  USDC   1.111000   -0.111000  0.000000  -0.101000  0.000000  -0.010000  0.000000  rate
        2026-01-06 05:00  alpha:SOL/USDT:USDT       -10          -           -   5.0000      -0.5  USDT          -           -         -          -         -          -         -  nothing predicted was heard
      Credited less what the last prediction would have paid, and why
        venue  symbol         payments  unpredicted  credited  predicted  difference  interval    rate  quantity   mark  rounding  coin
        alpha  SOL/USDT:USDT         1            1      -0.5          -           -         -       -         -      -         -  USDT
        beta   SOL/USDC:USDC         1            0         1      1.111      -0.111         0  -0.101         0  -0.01         0  USDC
      Credited, to the last decimal
        alpha: -0.5 USDT in 1 payment
        beta: 1 USDC in 1 payment
        beta:SOL/USDC:USDC at 2026-01-05 05:00:00: settled, no record of the venue yet
      Checks
        ok    funding: the sum of the payments is the funding of the books, coin by coin"
    `);
  });

  it('gives the same as NDJSON, decimals as text, reasons for what is not defined, a summary last', async () => {
    const dir = await directoryOf(...STORY);
    const figures = await runCommand(['report', dir, '--json']);
    const lines = figures.out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ type }) => type).join(' ')).toBe(
      'cycle cycle asset state coin coin statement check check check check summary',
    );
    expect(lines[0]).toMatchObject({
      cycle: 'SOL-1',
      attribution: { kind: 'valued', ...ROUTE_FIGURES },
      differing: [],
    });
    expect(lines[1]).toMatchObject({ cycle: 'SOL-2', closedAtMs: null, reason: null });
    expect(summaryOf(figures)).toMatchObject({
      checks: 'hold',
      winRate: 1,
      sharpe: null,
      notes: { sharpe: 'needs 2 whole UTC days, the run has 1' },
      total: { net: '12' },
      awaited: 1,
    });
  });

  it('gives the payments as NDJSON, and the same summary', async () => {
    const dir = await directoryOf(...STORY);
    const funding = await runCommand(['report', dir, '--json', '--funding']);
    expect(funding.out.map((line) => (JSON.parse(line) as { type: string }).type).join(' ')).toBe(
      'payment market awaited statement check check check check summary',
    );
    expect(JSON.parse(funding.out[0] ?? '')).toMatchObject({
      amount: '1',
      lastWord: { rate: '0.0011', price: '101' },
      atEntry: { rate: 0.0009, intervalHours: 1 },
      difference: { expected: '1.111', rate: '-0.101', mark: '-0.01', total: '-0.111' },
    });
    expect(funding.out.at(-1)).toBe((await runCommand(['report', dir, '--json'])).out.at(-1));
  });

  it('shows dashes for a run in which nothing happened', async () => {
    const { exitCode, out } = await runCommand([
      'report',
      await directoryOf(started(0), fact(0, 'engine.fail-closed-begins', { condition: 'equity-unknown' })),
    ]);
    expect(exitCode).toBe(0);
    expect(out).toEqual(
      expect.arrayContaining([
        'no new risk at the end: equity-unknown',
        '  win rate              -  no closed cycle with a value',
        '  order to fill         -  no order yet',
      ]),
    );
  });

  it('fails where the engine journaled another result, and says what could not be counted', async () => {
    const wrong = await runCommand(['report', await directoryOf(closedRoute({ ...ROUTE_FIGURES, net: '16' }))]);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.out).toContain('  FAILS journal: the engine journaled otherwise: SOL-1 (net)');
    const { contractSize: _size, ...body } = fill(1).body;
    const old = await runCommand(['report', await directoryOf(started(0), { ...fill(1), body })]);
    expect(old.out).toContain(
      'not counted: 1 facts fill.booked of an earlier build lack what the books need: they are not counted',
    );
  });

  it('answers what it cannot read in one sentence, with the exit code of its kind', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, 'x');
    const damaged = await directoryOf(closedRoute());
    await tamper(damaged, 'journal', { key: 3, change: (text) => text.replace('1000', '1001') });
    const newer = await directoryOf(closedRoute());
    await tamper(newer, 'journal', { key: 4, change: (text) => text.replace(/"v":\d+/, '"v":99') });
    const said: (readonly [number, string])[] = [];
    for (const dir of [join(file, 'missing'), temporaryDirectory(), file, damaged, newer]) {
      const { exitCode, out, err } = await runCommand(['report', dir]);
      expect(out).toEqual([]);
      said.push([exitCode, /\[(.*)\]\n$/.exec(err)?.[1] ?? err]);
    }
    expect(said).toEqual([
      [2, 'journal.not-a-directory'],
      [2, 'journal.not-a-directory'],
      [2, 'journal.not-a-directory'],
      [1, 'journal.unreadable'],
      [3, 'journal.newer-version'],
    ]);
  });

  it('reads a journal beside the engine that writes it', async () => {
    const dir = await directoryOf(closedRoute());
    const writer = openJournal({ dir });
    expect((await runCommand(['report', dir])).exitCode).toBe(0);
    await writer.close();
  });

  it('explains itself with examples', async () => {
    const { out } = await runCommand(['report', '--help']);
    expect(out.join('\n')).toContain('Examples:');
    expect((await runCommand(['--help'])).out.join('\n')).toMatch(/^ {2}report /m);
    expect((await runCommand(['report'])).exitCode).toBe(2);
  });
});
