import { describe, expect, it } from 'vitest';
import { Player } from '../../src/past/player.adapter.ts';
import { RecordedFilm } from '../../src/past/recorded-film.adapter.ts';
import { openFixture } from './replayed-run.ts';

const WAY = { isGivenUp: () => false, told: () => undefined };
const PATIENCE = { timeout: 60_000 };

/** The film of a recording, and an engine that begins to go through it again only when it is let. */
const filmWithSlowEngine = async () => {
  let opened = 0;
  const gate = new AbortController();
  const isOpen = new Promise((resolve) => gate.signal.addEventListener('abort', resolve));
  const film = await RecordedFilm.open('a recording', async (wrap) => {
    opened += 1;
    if (opened > 1) await isOpen;
    return openFixture('sol-entry', wrap);
  });
  return { film, letEngine: () => gate.abort(), opened: () => opened };
};

describe('playing a recording from an instant in it', () => {
  it('goes through the instants that are kept while the engine comes, and never back when it is there', async () => {
    const { film, letEngine, opened } = await filmWithSlowEngine();
    const { fromMs } = film.timeline;
    await film.reach({ seq: film.stopAfter(0) }, WAY);
    expect(film.pass(fromMs + 200)).toBe(false);
    const going = film.reach({ atMs: fromMs + 300 }, WAY);
    expect(film.pass(fromMs + 200)).toBe(true);
    const kept = film.timeline.seqAt(fromMs + 200);
    expect(film.at()).toEqual({ seq: kept, atMs: film.timeline.atMs(kept) });
    expect(film.projection().lastSeq).toBe(kept);
    film.pass(fromMs + 700);
    const further = film.at();
    expect(further.seq).toBeGreaterThan(film.timeline.seqAt(fromMs + 300));
    letEngine();
    await going;
    expect(film.at()).toEqual(further);
    await film.reach({ atMs: fromMs + 5000 }, WAY);
    // between two facts only an engine can stand
    expect(film.at().seq).toBe(film.timeline.seqAt(fromMs + 5000));
    expect(film.at().atMs).toBeGreaterThan(film.timeline.atMs(film.at().seq));
    expect(film.pass(fromMs + 20_000)).toBe(false);
    expect(opened()).toBe(2);
    await film.close();
  });

  it('moves although no engine is there, and stays where it is paused', async () => {
    const { film, letEngine } = await filmWithSlowEngine();
    const player = new Player(film);
    const first = film.stopAfter(0);
    player.act({ type: 'past', act: 'seek', seq: first });
    await expect.poll(() => player.state().seq, PATIENCE).toBe(first);
    player.act({ type: 'past', act: 'play', speed: 1 });
    await expect.poll(() => player.state().seq, PATIENCE).toBeGreaterThan(first);
    player.act({ type: 'past', act: 'pause' });
    const { seq } = player.state();
    letEngine();
    await expect.poll(() => player.state().seeking, PATIENCE).toBeNull();
    expect(player.state()).toMatchObject({ seq, isPlaying: false });
    await player.close();
    await film.close();
  });
});
