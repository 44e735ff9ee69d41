import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runCommand, summaryOf } from '../cli/command-run.ts';
import { temporaryDirectory } from '../journal/support/batches.ts';
import { hasRecording, recordingTitle } from '../venues/recorded-frames.ts';

const ROOT = join(import.meta.dirname, '../..');
const BYBIT = 'bybit/v5-20260809.ndjson.gz';
const RECORDING = join(ROOT, '../shared/recordings', BYBIT);
const REHEARSAL = join(ROOT, 'fixtures/configs/rehearsal.yaml');
const CLI = join(ROOT, 'dist/cli/main.js');
const SCENARIOS = join(ROOT, 'fixtures/scenarios');

const hashOf = async (args: readonly string[]): Promise<unknown> =>
  summaryOf(await runCommand([...args, '--json']))['journalHash'];

describe('replay', () => {
  it('gives the journal of a recorded run again, configuration, orders and all', async () => {
    const dir = temporaryDirectory();
    const recording = join(dir, 'run.ndjson.gz');
    const start = ['start', '--port', 'off', '--speed', 'max', '--for', '90s', '--seed', '11', '--preset', 'team'];
    const run = await runCommand([...start, '--data', join(dir, 'data'), '--record', recording, '--json']);
    const again = await runCommand(['replay', recording, '--json']);
    expect(again.out.slice(0, -1)).toEqual(run.out.slice(0, -1));
    const { seconds: _, ...figures } = summaryOf(run);
    expect(summaryOf(again)).toMatchObject(figures);
    expect(figures['orders']).toBeGreaterThanOrEqual(2);
  });

  it('says when a recorded run stood on an earlier life that the recording does not hold', async () => {
    const dir = temporaryDirectory();
    const recording = join(dir, 'second.ndjson');
    const start = ['start', '--port', 'off', '--speed', 'max', '--for', '20s', '--data', join(dir, 'data'), '--json'];
    const first = summaryOf(await runCommand(start));
    await runCommand([...start, '--record', recording]);
    const again = await runCommand(['replay', recording, '--json']);
    expect(again.err).toContain(`went on from a journal of ${String(first['facts'])} facts`);
  });

  it('merges recordings by time, argument position and line: the same files give the same journal', async () => {
    const files = ['sol-entry.ndjson.gz', 'sol-settlement.ndjson.gz'].map((file) => join(SCENARIOS, file));
    const merged = await hashOf(['replay', ...files]);
    expect(await hashOf(['replay', ...files])).toBe(merged);
    expect(await hashOf(['replay', files[0] ?? ''])).not.toBe(merged);
  });

  describe.skipIf(!hasRecording(BYBIT))(`of ${recordingTitle(BYBIT)}`, () => {
    it('gives one journal, twice in one process', async () => {
      const first = await hashOf(['replay', RECORDING]);
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(await hashOf(['replay', RECORDING])).toBe(first);
      expect(await hashOf(['replay', RECORDING, '--config', REHEARSAL])).not.toBe(first);
    });

    it.skipIf(!existsSync(CLI))(
      'gives the same journal in two other processes (skipped before npm run build)',
      async () => {
        const args = [CLI, 'replay', RECORDING, '--config', REHEARSAL, '--json'];
        const runs = await Promise.all(
          [1, 2].map(() => promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 })),
        );
        const [one, two] = runs.map(({ stdout }) =>
          stdout.split('\n').filter((line) => !line.startsWith('{"type":"summary"')),
        );
        expect(one).toEqual(two);
        expect(one?.length).toBeGreaterThan(30);
      },
    );
  });
});
