import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { ZERO, text } from '../../src/domain/money.ts';
import { AccountBook } from '../../src/monitor/account-book.ts';
import { OpeningFold, openingIn } from '../../src/monitor/opening.ts';
import type { Opening } from '../../src/monitor/opening.ts';
import { reportOf } from '../../src/monitor/report.ts';
import {
  ROUTE_FIGURES,
  SHORT,
  capital,
  closed,
  closedRoute,
  fact,
  fill,
  journalOf,
  moved,
  opened,
  paid,
} from './support/journal.ts';

/** A route that closed, a second one of the same coin, a payment of the first that came late, and one held at the end. */
const story = journalOf(
  closedRoute(),
  fact(4, 'engine.fail-closed-begins', { actor: 'engine', condition: 'venue-out' }),
  moved(5, 'scanning.watching'),
  paid(5),
  ...[closedRoute({ ...ROUTE_FIGURES, funding: '1' }).slice(5)].map((second) =>
    second.map((one) => ({
      ...one,
      atMs: (one.atMs + 30 * 3_600_000) as Fact['atMs'],
      body: {
        ...one.body,
        ...('cycle' in one.body ? { cycle: 'SOL-2' } : {}),
        ...('paymentId' in one.body ? { paymentId: 'p9' } : {}),
      },
    })),
  ),
  capital(40, 'USDT', '500', 'gamma'),
  ...opened(41, { cycle: 'SOL-3' }),
  fill(41, { cycle: 'SOL-3' }),
  fill(41, { cycle: 'SOL-3', market: SHORT, side: 'sell', price: '101.9', decisionMid: '102', feeCoin: 'USDC' }),
  moved(41, 'hedged.carrying'),
  paid(42, { cycle: 'SOL-3' }),
  fact(43, 'engine.fail-closed-ends', { actor: 'engine', condition: 'other' }),
);

/** What the first so many facts come to, a few at a time, each time through the text a journal keeps of it. */
const openingAfter = (count: number, atOnce = count): Opening | undefined => {
  let opening: Opening | undefined;
  for (let from = 0, to = 0; from < count; from = to) {
    const fold = new OpeningFold(opening);
    to = Math.min(count, from + atOnce);
    // an approval and the cycle it opens are of one input
    if (story[to - 1]?.type === 'entry.approved') to += 1;
    for (const one of story.slice(from, to)) fold.fold(one);
    opening = openingIn({ opening: JSON.parse(JSON.stringify(fold.opening())) });
  }
  return opening;
};

const balances = (() => {
  const book = new AccountBook();
  for (const one of story) book.fold(one);
  return book.ledger.rows();
})();

const whole = reportOf(story);

/** Letters of what so many cycles of one coin had come to. */
const size = (cycles: number): number => {
  const fold = new OpeningFold();
  for (const one of journalOf(closedRoute())) fold.fold(one);
  for (let n = 2; n <= cycles; n += 1)
    for (const one of journalOf(
      opened(n, { cycle: `SOL-${n}` }),
      fill(n, { cycle: `SOL-${n}` }),
      fill(n, { cycle: `SOL-${n}`, side: 'sell' }),
      closed(n, { cycle: `SOL-${n}` }),
    ))
      fold.fold(one);
  return JSON.stringify(fold.opening()).length;
};

describe('what removed facts had come to', () => {
  it('opens books that end as the books of the whole, wherever the journal is cut', () => {
    for (let count = 1; count < story.length; count += 1) {
      const opening = openingAfter(count);
      if (opening === undefined) throw new Error('no opening');
      const report = reportOf(story.slice(opening.run.facts), undefined, { opening, balances });
      expect(report.checks.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
      expect(text(report.capitalUsd)).toBe(text(whole.capitalUsd));
      expect(text(report.equity.at(-1)?.usd ?? -1)).toBe(text(whole.equity.at(-1)?.usd ?? -1));
      const sides = ({ coins }: typeof report) =>
        coins.map(({ coin, putIn, wallets, result, carried }) => [coin, putIn, wallets, result, carried].join(' '));
      expect(sides(report)).toEqual(sides(whole));
      expect(report.run).toMatchObject({
        birthId: 'b1',
        venues: ['alpha', 'beta'],
        failClosed: ['venue-out'],
        lives: 1,
      });
      expect((report.run.removed?.facts ?? 0) + report.run.facts).toBe(story.length);
      // every cycle stands in one place: with its figures, or among those before
      const since = report.cycles.filter((cycle) => cycle.closed !== undefined);
      expect(report.earlier.cycles + since.length).toBe(2);
      const nets = since.map(({ attribution }) => (attribution.kind === 'valued' ? attribution.net : ZERO));
      expect(nets.reduce((sum, net) => sum.plus(net), report.earlier.net).toNumber()).toBe(
        whole.closed.attribution.net.toNumber(),
      );
    }
  });

  it('is the same whether they went at once or a few at a time', () => {
    for (const atOnce of [1, 2, 5])
      expect(openingAfter(story.length - 1, atOnce)).toEqual(openingAfter(story.length - 1));
  });

  it('opens equity at its level: what was earned before is no gain of the first day', () => {
    const opening = openingAfter(closedRoute().length);
    if (opening === undefined) throw new Error('no opening');
    const { days, equity, maxDrawdown } = reportOf(story.slice(closedRoute().length), undefined, { opening, balances });
    expect([text(equity[0]?.usd ?? -1), text(days[0]?.baseUsd ?? -1), text(days[0]?.gainUsd ?? -1)]).toEqual([
      '2015',
      '2015',
      '1',
    ]);
    expect(maxDrawdown.kind).toBe('known');
  });

  it('keeps of a cycle that is held its route and its parts, and how long its position was in its state', () => {
    const opening = openingAfter(story.length - 2);
    if (opening === undefined) throw new Error('no opening');
    const report = reportOf(story.slice(-2), undefined, { opening, balances });
    expect(report.cycles).toEqual([whole.cycles[2]]);
    expect(report.cycles[0]?.route).toEqual({ long: whole.cycles[2]?.route?.long, short: SHORT });
    expect([...(report.states[0]?.spentMs ?? [])]).toEqual([['hedged', 2 * 3_600_000]]);
  });

  it('does not grow with the cycles that are over', () => {
    expect(size(60) - size(3)).toBeLessThan(200);
  });

  it('is found out where it does not fit the books of the engine', () => {
    const opening = openingAfter(20);
    if (opening === undefined) throw new Error('no opening');
    const rows = { ...opening.books.rows, 'wallet alpha USDT': '9999', 'capital USDT': '-9999' };
    const forged = { ...opening, books: { ...opening.books, rows } };
    const { checks } = reportOf(story.slice(20), undefined, { opening: forged, balances });
    expect(checks.find(({ name }) => name === 'opening')).toMatchObject({
      verdict: 'fails',
      detail: expect.stringContaining('wallet alpha USDT'),
    });
  });
});
