import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOrderId, coinId, venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { atMs } from '../../src/domain/units.ts';
import { createRecorder } from '../../src/replay/recorder.adapter.ts';
import { recordingLine } from '../../src/replay/recording.ts';
import { readRecording } from '../../src/replay/recording.adapter.ts';

const bybit = venueId('bybit');

/** One of each kind, in queue order. */
const INPUTS: readonly Input[] = [
  { kind: 'connection', atMs: atMs(1000), venue: bybit, conn: 'public-linear', status: 'open' },
  {
    kind: 'frame',
    atMs: atMs(1000),
    venue: bybit,
    conn: 'public-linear',
    dir: 'out',
    frame: { op: 'subscribe', args: ['tickers.BTCUSDT'] },
  },
  {
    kind: 'frame',
    atMs: atMs(1001),
    venue: bybit,
    conn: 'public-linear',
    frame: { topic: 'tickers.BTCUSDT', data: { fundingRate: '0.0001' } },
  },
  { kind: 'frame', atMs: atMs(1001), venue: bybit, conn: 'public-linear', frame: 'pong' },
  { kind: 'rest', atMs: atMs(1002), venue: bybit, rest: 'GET /v5/market/time', frame: { result: {} } },
  { kind: 'turn', atMs: atMs(1002) },
  { kind: 'offset', atMs: atMs(1002), venue: bybit, offsetMs: -3 },
  { kind: 'flushed', atMs: atMs(1003), throughSeq: 7 },
  { kind: 'report', atMs: atMs(1004), report: { kind: 'absent', clientOrderId: clientOrderId('c1') } },
  { kind: 'account', atMs: atMs(1004), venue: bybit, account: undefined },
  { kind: 'command', atMs: atMs(1005), command: { type: 'operator.unwind', coin: coinId('BTC') } },
  { kind: 'tick', atMs: atMs(1100) },
];

const file = (name: string): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, name);
};

const read = async (path: string): Promise<readonly Input[]> => {
  const inputs: Input[] = [];
  for await (const line of readRecording(path)) if (line.kind === 'input') inputs.push(line.input);
  return inputs;
};

/** Whole lines in a file as it is now. */
const linesOnDisk = (path: string): number => {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
  return text.toString().split('\n').length - 1;
};

const refused = (path: string, words: string) =>
  expect(() => createRecorder({ path, about: { about: 'x' } })).toThrow(
    expect.objectContaining({
      code: 'recorder.write-failed',
      exitCode: 2,
      message: expect.stringContaining(words),
    }),
  );

describe('a recorder', () => {
  it.each(['run.ndjson', 'run.ndjson.gz'])(
    'writes every input in queue order, to be read back the same (%s)',
    async (name) => {
      const path = file(name);
      const recorder = createRecorder({ path, about: { about: 'a run of the spec', venues: ['bybit'] } });
      for (const input of INPUTS) expect(recorder.record(input)).toBe('open');
      await recorder.close();
      expect(await read(path)).toEqual(INPUTS.map((input) => JSON.parse(JSON.stringify(input)) as Input));
    },
  );

  it('goes on after a frame that is nested too deeply to be written', () => {
    let frame: unknown = 'bottom';
    for (let level = 0; level < 50_000; level += 1) frame = [frame];
    const line = recordingLine({ kind: 'frame', atMs: atMs(1000), venue: bybit, conn: 'linear', frame });
    expect(JSON.parse(line)).toMatchObject({ atMs: 1000, frame: 'a frame nested too deeply to be recorded' });
  });

  it('begins with what the recording is about', async () => {
    const path = file('run.ndjson');
    const recorder = createRecorder({ path, about: { about: 'a run of the spec', seed: 7 } });
    await recorder.close();
    expect(readFileSync(path, 'utf8')).toBe('{"about":"a run of the spec","seed":7}\n');
  });

  it.each(['run.ndjson', 'run.ndjson.gz'])(
    'has on disk what was written out, without being closed (%s)',
    async (name) => {
      const path = file(name);
      const recorder = createRecorder({ path, about: { about: 'a run that is killed' } });
      expect(linesOnDisk(path)).toBe(1);
      for (let ms = 1; ms <= 5; ms += 1) recorder.record({ kind: 'turn', atMs: atMs(5000 + ms) });
      const written = linesOnDisk(path);
      expect(written).toBeLessThan(6);
      recorder.writeOut();
      expect(linesOnDisk(path)).toBe(6);
      // with nobody asking, a second of the engine is the most that waits
      recorder.record({ kind: 'turn', atMs: atMs(7000) });
      expect(linesOnDisk(path)).toBe(7);
      await recorder.close();
      expect(await read(path)).toHaveLength(6);
    },
  );

  it('cut anywhere when gzipped, gives every line that had been written out', async () => {
    const path = file('run.ndjson.gz');
    const recorder = createRecorder({ path, about: { about: 'a run that is killed' } });
    const sizes: number[] = [];
    for (const input of [...INPUTS, ...INPUTS]) {
      recorder.record(input);
      recorder.writeOut();
      sizes.push(statSync(path).size);
    }
    await recorder.close();
    const whole = readFileSync(path);
    expect(gunzipSync(whole).toString().split('\n')).toHaveLength(2 * INPUTS.length + 2);
    for (let cut = sizes[0] ?? 0; cut < whole.length; cut += 1) {
      const text = gunzipSync(whole.subarray(0, cut), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      const writtenOut = sizes.filter((size) => size <= cut).length;
      expect(text.split('\n').length - 2).toBeGreaterThanOrEqual(writtenOut);
    }
    truncateSync(path, sizes.at(-2));
    const inputs: Input[] = [];
    const reading = async (): Promise<void> => {
      for await (const line of readRecording(path)) if (line.kind === 'input') inputs.push(line.input);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'recording.cut-short' });
    expect(inputs).toHaveLength(2 * INPUTS.length - 1);
  });

  it('makes one write of many inputs, and holds back no more than a batch', async () => {
    const writes: string[] = [];
    const make = () => ({ write: (text: string) => void writes.push(text), end: () => undefined });
    const recorder = createRecorder({ path: 'nowhere', about: { about: 'much at once' }, make });
    const frame = 'x'.repeat(1000);
    const one: Input = { kind: 'frame', atMs: atMs(1000), venue: bybit, conn: 'c', frame };
    for (let count = 0; count < 1000; count += 1) recorder.record(one);
    const sizes = writes.map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024 + 2000);
    expect(writes.length).toBeLessThan(20);
    expect(1000 * recordingLine(one).length - sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(64 * 1024);
    recorder.writeOut();
    const before = writes.length;
    recorder.writeOut();
    expect(writes).toHaveLength(before);
    await recorder.close();
  });

  it('never overwrites, and says why a file cannot be made', () => {
    const path = file('run.ndjson');
    writeFileSync(path, 'precious');
    refused(path, 'it exists already');
    refused(join(path, 'below'), 'ENOTDIR');
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });
});

const BUILD = new URL('../../dist/replay/recorder.adapter.js', import.meta.url);
const hasBuild = existsSync(fileURLToPath(BUILD));

/** Records until it cannot, then closes; prints what `record` and `close` said. */
const FILL_THE_DISK = `
  const [path, module] = process.argv.slice(1);
  const { createRecorder } = await import(module);
  const recorder = createRecorder({ path, about: { about: 'too much' } });
  let status = 'open';
  for (let n = 1; status !== 'failed'; n += 1) {
    const frame = Array.from({ length: 2000 }, (_, index) => (n * 7919 + index * index * 104729) % 1000003);
    status = recorder.record({ kind: 'frame', atMs: n * 1000, venue: 'v', conn: 'c', frame });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.close().catch(({ code }) => console.log(status, code));`;

describe.skipIf(!hasBuild)(
  `a recorder on a full disk${hasBuild ? '' : ' (skipped: dist/ is absent, run npm run build)'}`,
  () => {
    it.each(['run.ndjson', 'run.ndjson.gz'])('says that it failed and why, and does not end the run (%s)', (name) => {
      const program = [process.execPath, '--input-type=module', '-e', FILL_THE_DISK, file(name), BUILD.href];
      const run = spawnSync('sh', ['-c', 'ulimit -f 200; exec "$@"', 'sh', ...program], { encoding: 'utf8' });
      expect([run.status, run.stdout.trim()]).toEqual([0, 'failed recorder.write-failed']);
    });
  },
);
