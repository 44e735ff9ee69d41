import { beforeAll, describe, expect, it } from 'vitest';
import { actorId, coinId } from '../../src/domain/ids.ts';
import type { Route } from '../../src/domain/ids.ts';
import { JournalFilm } from '../../src/past/journal-film.adapter.ts';
import { RefusedSince } from '../../src/visualizer/refused-since.ts';
import { replayed } from './replayed-run.ts';
import type { ReplayedRun } from './replayed-run.ts';

const WAY = { isGivenUp: () => false, told: () => undefined };

describe('the film of a journal', () => {
  let run: ReplayedRun;
  let film: JournalFilm;
  beforeAll(async () => {
    run = await replayed('sol-settlement');
    const { store } = run;
    const head = { seq: store.lastSeq, hash: store.headHash };
    const journal = { head, facts: (seq: number) => store.facts(seq), snapshots: () => store.snapshots() };
    film = await JournalFilm.open('a journal', journal, () => undefined);
  });

  it('stands at its end when it is opened', () => {
    expect(film.at().seq).toBe(run.facts.length);
    expect(film.at().atMs).toBe(run.facts.at(-1)?.atMs);
  });

  it('tells at any instant what the engine told then, however one comes there', async () => {
    const some = run.instants.filter((_, at) => at % 5 === 0);
    for (const instant of [...some, ...some.toReversed()]) {
      await film.reach({ seq: instant.seq }, WAY);
      const { inspect } = film.scene();
      expect(film.at().seq).toBe(instant.seq);
      for (const { id, state } of inspect.actors()) expect(state, id).toBe(instant.actors.get(id)?.state);
      expect(inspect.context(actorId('position/SOL'))).toEqual(instant.actors.get('position/SOL')?.context);
    }
  });

  it('tells at any instant since when a route is refused, as who heard the facts up to it', async () => {
    // the second is held in the end
    const longs = ['binance:SOL/USDT:USDT', 'binance:SOL/USDT'];
    const routes = longs.map((long) => ({ coin: 'SOL', long, short: 'hyperliquid:SOL/USDC:USDC' }) as Route);
    const seen = new Set<string>();
    for (const { seq } of run.instants.filter((_, at) => at % 4 === 0).toReversed()) {
      await film.reach({ seq }, WAY);
      const since = new RefusedSince();
      for (const fact of run.facts.slice(0, seq)) since.fold(fact);
      for (const [at, route] of routes.entries()) {
        const told = film.projection().refused(route, film.at().atMs);
        expect(told && { sinceMs: told.sinceMs, since: told.since }).toEqual(since.of(route));
        seen.add(`${at} ${told?.since ?? 'no'}`);
      }
    }
    expect([...seen].sort()).toEqual(['0 markets-known', '0 no', '1 markets-known', '1 no']);
  });

  it('has the positions and the money of the engine at the end', async () => {
    await film.reach({ atMs: Infinity }, WAY);
    const last = run.instants.at(-1);
    const [told] = film.scene().status().positions;
    const [meant] = last?.positions ?? [];
    const settled = ['coin', 'state', 'long', 'short', 'deltaCoins', 'openedAtMs', 'fundingUsd', 'feesUsd'] as const;
    for (const key of settled) expect(told?.[key], key).toEqual(meant?.[key]);
    expect(told?.fundingUsd).not.toBe(0);
    expect(film.scene().inspect.cycleParts(coinId('SOL'))?.fees).toBe(told?.feesUsd);
  });

  it('holds no fact that is still to come, and all that were', async () => {
    await film.reach({ seq: 40 }, WAY);
    expect(film.projection().lastSeq).toBe(40);
    expect(
      Math.max(
        ...film
          .projection()
          .facts()
          .map(({ seq }) => seq),
      ),
    ).toBe(40);
    const lane = film.projection().view(film.scene()).lanes.get('SOL');
    const fills = run.facts.filter(({ seq, type }) => seq <= 40 && type === 'fill.booked');
    expect(lane?.marks.filter(({ kind }) => kind === 'fill').length ?? 0).toBe(fills.length);
    expect(film.projection().facts().length).toBe(40);
  });

  it('stops on the way when something else is wanted, at an instant that was', async () => {
    await film.reach({ seq: 0 }, WAY);
    await film.reach({ seq: 60 }, { isGivenUp: () => true, told: () => undefined });
    const { seq } = film.at();
    expect(seq).toBeGreaterThan(0);
    expect(seq).toBeLessThan(60);
    await film.reach({ atMs: (run.facts[29]?.atMs ?? 0) + 1 }, WAY);
    expect(film.at().seq).toBe(film.timeline.seqAt((run.facts[29]?.atMs ?? 0) + 1));
  });
});
