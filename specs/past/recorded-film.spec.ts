import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { RecordedFilm } from '../../src/past/recorded-film.adapter.ts';
import { openFixture, replayed } from './replayed-run.ts';
import type { ReplayedRun } from './replayed-run.ts';

const WAY = { isGivenUp: () => false, told: () => undefined };
const SOL = marketKey(venueId('binance'), symbolId('SOL/USDT:USDT'));

describe('the film of a recording', () => {
  let run: ReplayedRun;
  let film: RecordedFilm;
  beforeAll(async () => {
    run = await replayed('sol-entry');
    film = await RecordedFilm.open(
      'a recording',
      (wrap) => openFixture('sol-entry', wrap),
      () => undefined,
    );
  });
  afterAll(() => film.close());

  it('has the facts of the run', () => {
    expect([...film.facts(1)]).toEqual(run.facts);
    expect(film.at().seq).toBe(run.facts.length);
    expect(film.fault).toBeUndefined();
  });

  it('goes to an instant and back, every actor as it was', async () => {
    const stops = new Set<number>();
    for (let seq = film.stopAfter(0); seq < run.facts.length; seq = film.stopAfter(seq)) stops.add(seq);
    const places = run.instants.filter(({ seq }) => stops.has(seq));
    expect(places.length).toBeGreaterThan(5);
    places.splice(2, places.length - 4);
    places.reverse();
    for (const place of places) {
      await film.reach({ seq: place.seq }, WAY);
      expect(film.at().seq).toBe(place.seq);
      const { inspect } = film.scene();
      for (const { id, state } of inspect.actors()) expect(state, id).toBe(place.actors.get(id)?.state);
      expect(film.projection().lastSeq).toBe(place.seq);
    }
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
  });
});
