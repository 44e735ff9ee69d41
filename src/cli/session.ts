import type { Speed } from '../clock/pacer.adapter.ts';
import { isRecord } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineStatus } from '../engine/view/status.ts';
import { openAlerts } from './alerts.ts';
import { factLine } from './fact-line.ts';
import { FollowedFacts } from './followed-facts.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { reportFailure } from './report-failure.ts';
import { screen } from './screen.ts';
import { dollars } from '../monitor/dollars.ts';
import { utc } from './table.ts';

export interface SessionOptions {
  readonly io: CommandIo;
  readonly json: boolean;
  readonly store: JournalStore;
  readonly speed: 'auto' | Speed;
  readonly alerts: Config['alerts'];
  /** Where the page in the browser is; `undefined` without one. */
  readonly pageUrl?: string | undefined;
}

const REDRAW_EVERY_MS = 250;
const RECENT_FACTS = 12;
/** Speed that `auto` shows while no order is open. */
const AUTO_SPEED = 600;

/**
 * Runs an engine to its end and shows it: a live page on a terminal, plain lines in a pipe, NDJSON with `--json`. Returns
 * the exit code: 0 for an end, a signal or a reader that went away, else that of the engine's own error.
 */
export const runSession = async (engine: Engine, options: SessionOptions): Promise<number> => {
  const { io, json } = options;
  const isPage = !json && io.terminal() !== undefined;
  const recent: Fact[] = [];
  const counts = { facts: 0 };
  const alerts = openAlerts({ alerts: options.alerts, io, screen: isPage ? 'page' : 'lines' });
  const followed = new FollowedFacts();
  const write = (text: string): void => {
    void io.stdout.write(text).then((state) => (state === 'closed' ? engine.stop() : undefined));
  };
  let flat: Fact | undefined;
  engine.facts$.subscribe((fact) => {
    counts.facts += 1;
    // the end of a kill is the end of the run
    if (fact.type === 'operator.flat') {
      flat = fact;
      void engine.stop();
    }
    alerts.hear(fact);
    if (json) write(recordLine(fact));
    else if (followed.tells(fact)) {
      recent.push(fact);
      if (recent.length > RECENT_FACTS) recent.shift();
      if (!isPage) write(`${factLine(fact)}\n`);
    }
  });
  let signalled: string | undefined;
  const forget = io.onStopSignal((signal) => {
    signalled = signal;
    void engine.stop();
  });
  const forgetKill = io.onKillSignal(() => engine.send({ type: 'operator.kill' }));
  const startedMs = io.now();
  let fault: unknown;
  try {
    await engine.start();
    if (isPage) await drawUntilDone(engine, { ...options, recent });
    await engine.finished;
  } catch (error) {
    fault = error;
  }
  forget();
  forgetKill();
  await engine.stop().catch((error: unknown) => (fault ??= error));
  const seconds = (io.now() - startedMs) / 1000;
  if (json) await io.stdout.write(summaryLine(engine.status(), options.store, { ...counts, seconds, fault }));
  else if (fault === undefined) await io.stdout.write(lastWords(engine.status(), { isPage, signalled, seconds, flat }));
  await alerts.close();
  return fault === undefined ? 0 : reportFailure(fault, io);
};

/** The last line of `--json`: counts of this process, the hash of the whole journal, the error that ended it. */
export const summaryLine = (
  { counts, seq }: Pick<EngineStatus, 'counts' | 'seq'>,
  store: JournalStore,
  run: { readonly facts: number; readonly seconds: number; readonly fault?: unknown },
): string => {
  const summary = {
    type: 'summary',
    ...counts,
    inputs: seq,
    facts: run.facts,
    journalHash: store.headHash,
    seconds: Number(run.seconds.toFixed(3)),
    error: run.fault instanceof EngineError ? run.fault.code : run.fault === undefined ? undefined : 'fault',
  };
  return recordLine(summary);
};

const lastWords = (
  { nowMs, account, positions }: EngineStatus,
  end: {
    readonly isPage: boolean;
    readonly signalled: string | undefined;
    readonly seconds: number;
    readonly flat: Fact | undefined;
  },
): string => {
  const stopped = end.signalled === undefined ? 'Ended' : `Stopped by ${end.signalled}`;
  const how = end.flat === undefined ? stopped : 'Killed: every venue said flat and the operator is stopped. Ended';
  const open = positions.map(({ coin, state }) => `${coin} (${state.split(/[.(]/)[0] ?? state})`).join(', ');
  return (
    `${end.isPage ? '\n' : ''}${how} at ${utc(nowMs)} UTC after ${end.seconds.toFixed(1)} s.\n` +
    `Equity ${dollars(account.equityUsd)} USD; ${account.closedCycles} closed ${account.closedCycles === 1 ? 'cycle' : 'cycles'} netting ${dollars(account.closedNetUsd)} USD.\n` +
    (open === ''
      ? 'No position is open.\n'
      : `Still open at the venues: ${open}. Start again with the same --data to go on with it.\n`) +
    (end.flat === undefined ? '' : leftWords(end.flat))
  );
};

/** What a kill did not close, and why. */
const leftWords = ({ body: { left } }: Fact): string =>
  (Array.isArray(left) ? left : [])
    .map((one: unknown) =>
      isRecord(one)
        ? `Left alone: ${String(one['quantity'])} on ${String(one['market'])} (${String(one['why'])}).\n`
        : '',
    )
    .join('');

const drawUntilDone = async (
  engine: Engine,
  { io, speed, pageUrl, recent }: SessionOptions & { readonly recent: readonly Fact[] },
): Promise<void> => {
  const run = { state: 'on' as 'on' | 'over' };
  const over = (): void => {
    run.state = 'over';
  };
  engine.finished.then(over, over);
  await io.stdout.write('\u001b[?25l\u001b[2J');
  while (run.state === 'on') {
    const size = io.terminal() ?? { columns: 120, rows: 40 };
    const status = engine.status();
    const shownSpeed = speed === 'auto' ? (status.openOrders > 0 ? 1 : AUTO_SPEED) : speed;
    const page = screen(status, { ...size, speed: shownSpeed, recent, pageUrl });
    await io.stdout.write(`\u001b[H${page.replaceAll('\n', '\u001b[K\n')}\u001b[K\u001b[J`);
    await io.sleep(REDRAW_EVERY_MS);
  }
  await io.stdout.write('\u001b[?25h\n');
};
