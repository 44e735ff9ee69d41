// One engine process against every simulated venue on loopback, 180 coins each, in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HEDGEROW = join(import.meta.dirname, '../../dist/cli/main.js');
/** Books speak this often: about the venues' own cadence, and five times that. */
const CADENCES_MS = [100, 20];
const WATCH_MS = 45_000;
const MEMORY_MAX_MB = 500;

export const scale = async () => {
  const lines = [];
  for (const bookEveryMs of CADENCES_MS) lines.push(...(await measured(bookEveryMs)));
  return lines;
};

const measured = async (bookEveryMs) => {
  const scratch = mkdtempSync(join(tmpdir(), 'hedgerow-scale-'));
  const endpointsFile = join(scratch, 'endpoints.json');
  const venues = spawn(process.execPath, [
    HEDGEROW,
    'venues',
    '--scenario',
    'wide',
    '--port',
    'any',
    '--book-every',
    String(bookEveryMs),
    '--endpoints-file',
    endpointsFile,
    '--json',
    '--counts-every',
    '10s',
  ]);
  try {
    await firstLine(venues);
    await written(endpointsFile);
    const before = cpuSeconds(venues.pid);
    const engine = spawn(process.execPath, [
      '--expose-gc',
      join(import.meta.dirname, 'scale-child.mjs'),
      endpointsFile,
      String(WATCH_MS),
    ]);
    const stderr = [];
    engine.stderr.on('data', (chunk) => stderr.push(chunk));
    const answer = JSON.parse(await lastLine(engine, stderr));
    return report(bookEveryMs, answer, (cpuSeconds(venues.pid) - before) / answer.wallSeconds);
  } finally {
    venues.kill('SIGTERM');
    await once(venues, 'exit');
    rmSync(scratch, { recursive: true, force: true });
  }
};

const report = (bookEveryMs, figures, venuesShare) => {
  const { markets, live, framesPerSecond, cpuShare, rssMb, delayP99Ms, latencyMs, bookAgeMs, dropped, lost } = figures;
  return [
    `books every ${bookEveryMs} ms: ${markets} markets subscribed, ${live} live, ${framesPerSecond.toFixed(0)} frames/s handled`,
    `  engine ${(cpuShare * 100).toFixed(0)} % of a core (the venues' process ${(venuesShare * 100).toFixed(0)} %), RSS ${rssMb} MB, ${rssMb < MEMORY_MAX_MB ? 'within' : 'BEYOND'} ${MEMORY_MAX_MB} MB`,
    `  socket to market actor p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms (bound 100, aim 5); event-loop delay p99 ${delayP99Ms.toFixed(1)} ms`,
    `  age of a live book p50 ${bookAgeMs.p50} ms, p99 ${bookAgeMs.p99} ms; frames dropped ${dropped}, connections lost ${lost}`,
  ];
};

const firstLine = async (child) => {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the venues did not start');
};

const lastLine = async (child, stderr) => {
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) last = line;
  if (last === '') throw new Error(Buffer.concat(stderr).toString('utf8').slice(0, 2000));
  return last;
};

const written = async (file) => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`${file} was not written`);
};

/** User and system time of another process. */
const cpuSeconds = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
