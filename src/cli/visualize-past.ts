import { basename } from 'node:path';
import { EngineError } from '../domain/errors.ts';
import { refuseInUse } from '../journal/directory-lock.adapter.ts';
import { openJournalReader } from '../journal/reader.adapter.ts';
import type { Film } from '../past/film.ts';
import { JournalFilm } from '../past/journal-film.adapter.ts';
import { RecordedFilm } from '../past/recorded-film.adapter.ts';
import { stageOf } from '../past/stage-of.adapter.ts';
import { startVisualizer } from '../visualizer/server.adapter.ts';
import type { CommandIo } from './io.ts';
import { openerOf } from './open-lives.ts';
import type { ConfigChoice } from './open-replay.ts';
import { reportFailure } from './report-failure.ts';

/** Whether the page is wanted, and where. */
export interface PageRequest {
  readonly visualize?: boolean;
  readonly port?: number;
}

export type VisualizeRequest = Pick<PageRequest, 'port'> & ConfigChoice;

const PORT = 4680;

/** `hedgerow replay FILE… --visualize`: the page on recordings that go through the entire engine, until a signal. */
export const visualizeReplay = async (
  files: readonly string[],
  request: VisualizeRequest,
  io: CommandIo,
): Promise<number> => {
  const open = await openerOf(files, request, io);
  const names = files.map((file) => basename(file)).join(', ');
  const reading = progress(io, `Running ${names} to its end`);
  let firstMs: number | undefined;
  const film = await RecordedFilm.open(names, open, {
    told: (nowMs) => {
      firstMs ??= nowMs;
      reading(`${Math.round((nowMs - firstMs) / 60_000)} min of it`);
    },
  });
  if (film.fault !== undefined) await reportFailure(film.fault, io);
  return serve(film, request, io);
};

/** `hedgerow journal show DIR --visualize`: the page on the journal of a run that is over, until a signal. Writes nothing there. */
export const visualizeJournal = async (dir: string, request: VisualizeRequest, io: CommandIo): Promise<number> => {
  try {
    refuseInUse(dir);
    const journal = openJournalReader(dir);
    try {
      const reading = progress(io, `Reading ${dir}`);
      const film = await JournalFilm.open(dir, journal, (fraction) => reading(`${Math.round(100 * fraction)} %`));
      return await serve(film, request, io);
    } finally {
      await journal.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown;
    return reportFailure(thrown, io);
  }
};

/** Said about once a second, and only where somebody waits. */
const progress = (io: CommandIo, what: string): ((how: string) => void) => {
  let saidMs = io.now();
  return (how) => {
    if (io.now() - saidMs < 1000) return;
    saidMs = io.now();
    void io.stderr.write(`${what}: ${how}\n`);
  };
};

const serve = async (film: Film, { port = PORT }: VisualizeRequest, io: CommandIo): Promise<number> => {
  const past = stageOf(film);
  const stopped = new Promise<void>((resolve) => {
    const forget = io.onStopSignal(() => {
      forget();
      resolve();
    });
  });
  let trouble = '';
  const log = (line: string): void => void (trouble = line);
  const visualizer = await startVisualizer({ engine: past.stage, host: '127.0.0.1', port, log });
  try {
    if (visualizer === undefined) {
      const why = /\((.*)\)/.exec(trouble)?.[1] ?? trouble;
      await io.stderr.write(
        `hedgerow: the page cannot listen on 127.0.0.1:${port} (${why}): name another port with --port, 0 for any that is free\n`,
      );
      return 2;
    }
    const { lastSeq, beforeSeq } = film.timeline;
    await io.stdout.write(`Watch ${film.source} at ${visualizer.url}/ (${lastSeq - beforeSeq} facts). Ctrl-C ends.\n`);
    await stopped;
    return 0;
  } finally {
    await visualizer?.close();
    await past.close();
  }
};
