import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Fact } from '../../src/domain/fact.ts';
import { RecordedFilm } from '../../src/past/recorded-film.adapter.ts';
import { stageOf } from '../../src/past/stage-of.adapter.ts';
import type { PastStage } from '../../src/past/stage-of.adapter.ts';
import type { PastState, ServerMessage } from '../../src/visualizer/messages.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import { openFixture } from '../past/replayed-run.ts';

const SOON = { timeout: 60_000 };

describe('pages on a run that is over', () => {
  let past: PastStage;
  let visualizer: Visualizer;
  let lastSeq = 0;

  beforeAll(async () => {
    const film = await RecordedFilm.open('a recording', (wrap) => openFixture('sol-entry', wrap));
    ({ lastSeq } = film.timeline);
    past = stageOf(film);
    const options = { engine: past.stage, port: 0, host: '127.0.0.1', log: () => undefined };
    const started = await startVisualizer(options);
    if (started === undefined) throw new Error('no visualizer');
    visualizer = started;
  });
  afterAll(async () => {
    await visualizer.close();
    await past.close();
  });

  /** A page without a browser: what it was told last. */
  const pageOn = () => {
    const socket = new WebSocket(`${visualizer.url.replace('http', 'ws')}/ws`);
    const told: { session: string; state: PastState | undefined; facts: number } = {
      session: '',
      state: undefined,
      facts: 0,
    };
    const held = new Set<string>();
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === 'actor') return;
      if (message.type === 'snapshot') told.session = message.session;
      for (const [, state] of message.changes.time ?? []) told.state = state ?? undefined;
      for (const [key, fact] of message.changes.facts ?? [])
        if (fact === null) held.delete(key);
        else held.add(key);
      told.facts = held.size;
    });
    const ask = async (path: string): Promise<unknown> =>
      (await fetch(visualizer.url + path, { headers: { 'hedgerow-page': told.session } })).json();
    const say = (request: object): void => socket.send(JSON.stringify({ type: 'past', ...request }));
    const isAt = (seq: number): Promise<void> => expect.poll(() => told.state?.seq, SOON).toBe(seq);
    return { socket, told, ask, say, isAt };
  };
  type Page = ReturnType<typeof pageOn>;

  const close = async ({ socket }: Page): Promise<void> => {
    socket.close();
    await once(socket, 'close');
  };

  it('look each at an instant of its own, and are answered as of it', async () => {
    const [one, other] = [pageOn(), pageOn()];
    for (const page of [one, other]) await page.isAt(lastSeq);
    one.say({ act: 'step', by: -1 });
    await expect.poll(() => one.told.state?.seq, SOON).toBeLessThan(lastSeq);
    const seq = one.told.state?.seq ?? NaN;
    other.say({ act: 'seek', seq: 0 });
    await expect.poll(() => other.told.state?.seq, SOON).toBeLessThan(seq);
    const early = other.told.state?.seq ?? NaN;
    await one.isAt(seq);
    await expect.poll(() => [one.told.facts, other.told.facts], SOON).toEqual([seq, early]);
    for (const [page, at] of [
      [one, seq],
      [other, early],
    ] as const) {
      const facts = (await page.ask(`/api/facts?from=${at}`)) as readonly Fact[];
      expect(facts.map((fact) => fact.seq)).toEqual([at]);
    }
    expect(await one.ask('/api/status')).not.toEqual(await other.ask('/api/status'));
    // nobody's page: the end
    const all = await (await fetch(`${visualizer.url}/api/facts?from=${seq}`)).json();
    expect(all).toHaveLength(lastSeq - seq + 1);
    for (const page of [one, other]) await close(page);
  });

  it('are few: one too many is told why, and has its place once another is gone', async () => {
    const pages = Array.from({ length: 8 }, pageOn);
    for (const page of pages) await page.isAt(lastSeq);
    const refused = pageOn();
    const [code, reason] = (await once(refused.socket, 'close')) as [number, Buffer];
    expect(code).toBe(1013);
    expect(reason.toString()).toBe('8 pages look at this run, each at an instant of its own: close one');
    const [first, ...rest] = pages;
    if (first !== undefined) await close(first);
    let last: Page | undefined;
    await expect
      .poll(async () => {
        const page = pageOn();
        const end = once(page.socket, 'close');
        const came = once(page.socket, 'message').then(() => page);
        last = await Promise.race([came, end.then(() => undefined)]);
        return last !== undefined;
      }, SOON)
      .toBe(true);
    await last?.isAt(lastSeq);
    for (const page of [...rest, last]) if (page !== undefined) await close(page);
  });
});
