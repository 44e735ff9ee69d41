import type { Speed } from '../clock/pacer.adapter.ts';
import type { Fact } from '../domain/fact.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { Engine } from '../engine/engine.ts';
import { factLine } from './fact-line.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { screen } from './screen.ts';
import { dollars, utc } from './table.ts';

export interface SessionOptions {
  readonly io: CommandIo;
  readonly json: boolean;
  readonly store: JournalStore;
  readonly speed: 'auto' | Speed;
}

const REDRAW_EVERY_MS = 250;
const RECENT_FACTS = 12;
/** Facts that a person following a pipe wants; the rest is in the journal. */
const TOLD = /^(engine|recovery|position|order|fill|funding|guard|operator|alert|feed|capital|route\.candidate)/;

/** Runs an engine to its end and shows it: a live page on a terminal, plain lines in a pipe, NDJSON with `--json`. */
export const runSession = async (engine: Engine, options: SessionOptions): Promise<number> => {
  const { io, json, store } = options;
  const recent: Fact[] = [];
  let facts = 0;
  const isPage = !json && io.terminal() !== undefined;
  const write = (text: string): void => {
    void io.stdout.write(text).then((state) => (state === 'closed' ? engine.stop() : undefined));
  };
  engine.facts$.subscribe((fact) => {
    facts += 1;
    if (json) write(recordLine({ ...fact, type: fact.type }));
    else if (TOLD.test(fact.type)) {
      recent.push(fact);
      if (recent.length > RECENT_FACTS) recent.shift();
      if (!isPage) write(`${factLine(fact)}\n`);
    }
  });
  let stopped: string | undefined;
  const forget = io.onStopSignal((signal) => {
    stopped = signal;
    void engine.stop();
  });
  const startedMs = io.now();
  try {
    await engine.start();
    if (isPage) await drawUntilDone(engine, { ...options, recent });
    await engine.finished;
  } finally {
    forget();
    await engine.stop();
  }
  const status = engine.status();
  const seconds = (io.now() - startedMs) / 1000;
  if (json)
    await io.stdout.write(
      recordLine({ type: 'summary', ...summaryOf(engine, store), facts, seconds: Number(seconds.toFixed(3)) }),
    );
  else
    await io.stdout.write(
      `${isPage ? '\n' : ''}${stopped === undefined ? 'Ended' : `Stopped by ${stopped}`} at ${utc(status.nowMs)} UTC after ${seconds.toFixed(1)} s: ` +
        `equity ${dollars(status.account.equityUsd)} USD, ${status.positions.length} position${status.positions.length === 1 ? '' : 's'} open and hedged at the venues, ` +
        `${status.account.closedCycles} closed netting ${dollars(status.account.closedNetUsd)} USD. Start again to resume.\n`,
    );
  return 0;
};

/** The last line of `--json`. */
export const summaryOf = (engine: Engine, store: JournalStore): Readonly<Record<string, unknown>> => {
  const { counts } = engine.status();
  return { ...counts, inputs: engine.status().seq, journalHash: store.headHash };
};

const drawUntilDone = async (
  engine: Engine,
  { io, speed, recent }: SessionOptions & { readonly recent: readonly Fact[] },
): Promise<void> => {
  let isDone = false;
  const done = (): void => {
    isDone = true;
  };
  engine.finished.then(done, done);
  await io.stdout.write('\u001b[?25l\u001b[2J');
  while (!isDone) {
    const size = io.terminal() ?? { columns: 120, rows: 40 };
    const status = engine.status();
    const shownSpeed = speed === 'auto' ? (status.openOrders > 0 ? 1 : 600) : speed;
    const page = screen(status, { ...size, speed: shownSpeed, recent });
    await io.stdout.write(`\u001b[H${page.replaceAll('\n', '\u001b[K\n')}\u001b[K\u001b[J`);
    await io.sleep(REDRAW_EVERY_MS);
  }
  await io.stdout.write('\u001b[?25h\n');
};
