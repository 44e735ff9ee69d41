import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { RecordedFilm } from '../../src/past/recorded-film.adapter.ts';
import { RecordedRun } from '../../src/past/recorded-run.ts';
import { stageOf } from '../../src/past/stage-of.adapter.ts';
import { coinRoutes } from '../../src/visualizer/coin-routes.ts';
import type { Projection } from '../../src/visualizer/projection.ts';
import type { Past, Stage } from '../../src/visualizer/stage.ts';
import { openFixture, replayed } from './replayed-run.ts';
import type { ReplayedRun } from './replayed-run.ts';

const WAY = { isGivenUp: () => false, told: () => undefined };
const SOL = marketKey(venueId('binance'), symbolId('SOL/USDT:USDT'));
const KEPT_MAX = 4;

/** Everything that can be asked of an instant. */
const allOf = (scene: ReturnType<RecordedFilm['scene']>, projection: Projection, past: Past) => {
  const { inspect } = scene;
  const rows = inspect.marketRows();
  const mids: unknown[] = [];
  inspect.eachMid((market, mid) => mids.push([market, mid]));
  return structuredClone({
    view: { ...projection.view({ ...scene, past }), time: undefined },
    status: scene.status(),
    signals: scene.signals(),
    actors: inspect.actors().map(({ id, state }) => ({
      id,
      state,
      machine: inspect.machine(id)?.id,
      value: inspect.value(id),
      context: JSON.stringify(inspect.context(id)),
    })),
    rows,
    mids,
    details: rows.map(({ market }) => inspect.marketDetail(market)),
    books: rows.map(({ market }) => inspect.book(market, 8)),
    charged: rows.map(({ market }) => inspect.charged(market)),
    candles: rows.map(({ market }) => projection.candles(market)),
    parts: scene.status().positions.map(({ coin }) => inspect.cycleParts(coin)),
    routes: scene
      .status()
      .routes.map(({ route }) => coinRoutes(route.coin, scene, (one, nowMs) => projection.refused(one, nowMs))),
    drawdown: inspect.drawdown(),
  });
};

const pastOf = ({ past }: Stage): Past => {
  if (past === undefined) throw new Error('not over');
  return past;
};

describe('the film of a recording', () => {
  let run: ReplayedRun;
  let film: RecordedFilm;
  let opened = 0;
  beforeAll(async () => {
    run = await replayed('sol-entry');
    film = await RecordedFilm.open(
      'a recording',
      (wrap) => {
        opened += 1;
        return openFixture('sol-entry', wrap);
      },
      { keptMax: KEPT_MAX },
    );
  });
  afterAll(() => film.close());

  const stopsOf = (): readonly number[] => {
    const stops: number[] = [];
    for (let seq = film.stopAfter(0); seq < run.facts.length; seq = film.stopAfter(seq)) stops.push(seq);
    return stops;
  };

  it('has the facts of the run', () => {
    expect([...film.facts(1)]).toEqual(run.facts);
    expect(film.at().seq).toBe(run.facts.length);
    expect(film.fault).toBeUndefined();
  });

  it('tells of an instant that one comes back to just what is told by a run that comes to it first', async () => {
    const past = stageOf(film.another());
    const first = await RecordedRun.begin((wrap) => openFixture('sol-entry', wrap));
    const met: { readonly seq: number; readonly all: ReturnType<typeof allOf> }[] = [];
    for (const seq of stopsOf()) {
      await first.reach({ seq });
      met.push({ seq, all: allOf(first.engine, first.projection, pastOf(past.stage)) });
    }
    await first.close();
    expect(met.length).toBeGreaterThan(KEPT_MAX);
    const refused = met.flatMap(({ all }) =>
      all.routes.flatMap(({ routes }) => routes.map((one) => one.refused?.since)),
    );
    expect(new Set(refused)).toContain('markets-known');
    const before = opened;
    for (const { seq, all } of met.toReversed()) {
      await film.reach({ seq }, WAY);
      expect(film.at().seq).toBe(seq);
      expect(allOf(film.scene(), film.projection(), pastOf(past.stage))).toEqual(all);
    }
    await past.close();
    // of all the instants that were not kept each stretch is run again but once
    expect(opened - before).toBeGreaterThan(0);
    expect(opened - before).toBeLessThanOrEqual(KEPT_MAX + 1);
  });

  it('runs nothing again to go to an instant that was kept', async () => {
    const all = await RecordedFilm.open('a recording', (wrap) => {
      opened += 1;
      return openFixture('sol-entry', wrap);
    });
    const before = opened;
    for (const seq of [...stopsOf().toReversed(), ...stopsOf()]) {
      await all.reach({ seq }, WAY);
      expect(all.at().seq).toBe(seq);
    }
    expect(opened).toBe(before);
    await all.close();
  });

  it('is at two instants at once for two lookers', async () => {
    const other = film.another();
    await film.reach({ seq: run.facts.length }, WAY);
    const end = film.scene().status();
    const [early = 0] = stopsOf();
    await other.reach({ seq: early }, WAY);
    expect([film.at().seq, other.at().seq]).toEqual([run.facts.length, early]);
    expect(film.scene().status()).toEqual(end);
    expect(other.projection().lastSeq).toBe(early);
    await other.close();
  });

  it('steps over the facts of one input together', async () => {
    await film.reach({ seq: run.facts.length }, WAY);
    const stops: number[] = [];
    for (let seq = film.at().seq; seq > 0; seq = film.stopBefore(seq)) stops.push(seq);
    expect(stops.toReversed()).toEqual(run.instants.map(({ seq }) => seq).filter((seq) => stops.includes(seq)));
    expect(film.stopAfter(0)).toBe(stops.at(-1));
  });

  it('goes on in time between two facts, so that books follow', async () => {
    await film.reach({ seq: 0 }, WAY);
    const firstMs = film.timeline.fromMs;
    await film.reach({ atMs: firstMs + 3000 }, WAY);
    const early = film.at();
    const book = film.scene().inspect.book(SOL, 5);
    await film.reach({ atMs: firstMs + 9000 }, WAY);
    const late = film.at();
    expect(late.atMs).toBeGreaterThan(early.atMs);
    expect(late.atMs).toBeLessThanOrEqual(firstMs + 9000);
    expect(film.scene().inspect.book(SOL, 5)).not.toEqual(book ?? null);
    // who stops there stays there
    await film.reach({ seq: late.seq }, WAY);
    expect(film.at()).toEqual(late);
  });
});
