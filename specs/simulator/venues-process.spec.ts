import type { ChildProcess } from 'node:child_process';
import type { RemoteWorld } from '../../src/simulator/remote-world.adapter.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { connectWorld } from '../../src/simulator/remote-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { BEFORE_EIGHT, inputsOf, marketOrder, worldOf } from './world-under-test.ts';

const ENTRY = fileURLToPath(new URL('../../dist/simulator/venues-process.adapter.js', import.meta.url));
const BYBIT = venueId('bybit');
const MARKET = marketKey(BYBIT, symbolId('BTC/USDT:USDT'));

const children: ChildProcess[] = [];
const made: string[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

const launch = (argument: string): ChildProcess => {
  const child = spawn(process.execPath, [ENTRY, argument], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  return child;
};

const textOf = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  let read = '';
  for await (const chunk of stream ?? []) read += String(chunk);
  return read;
};

/** The line that says it listens; the text of its complaint where it ends before. */
const listening = async (child: ChildProcess): Promise<string> => {
  const { stdout, stderr } = child;
  if (stdout === null) throw new Error('the process has no output');
  const complaint = once(child, 'exit').then(async () => Promise.reject(new Error(await textOf(stderr))));
  const [line] = await Promise.race([once(stdout, 'data'), complaint]);
  return String(line);
};

const start = async (dataDir: string): Promise<{ child: ChildProcess; engine: RemoteWorld }> => {
  const child = launch(JSON.stringify({ seed: 7, startAtMs: BEFORE_EIGHT, dataDir, followStdin: true }));
  const { port } = JSON.parse(await listening(child)) as { port: number };
  return { child, engine: await connectWorld({ port, profiles: knownVenues }) };
};

const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

describe.skipIf(!existsSync(ENTRY))('a venue process (skipped where dist is not built)', () => {
  it('knows after every SIGKILL all it ever answered, and its clock never runs back', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'hedgerow-venues-'));
    made.push(dataDir);
    // The same invented prices, to price the orders by.
    const twin = worldOf();
    const told = new Set<string>();
    let heardAtMs = Number(BEFORE_EIGHT);
    for (let life = 0; life < 4; life++) {
      const { child, engine } = await start(dataDir);
      expect(engine.startAtMs).toBeGreaterThanOrEqual(heardAtMs);
      const known = (await engine.venueTruth(BYBIT)).fills.map(({ tradeId }) => tradeId);
      expect([...told].filter((tradeId) => !known.includes(tradeId))).toEqual([]);
      const side = life % 2 === 0 ? 'buy' : 'sell';
      engine.perform({ kind: 'submit', order: marketOrder(twin, { market: MARKET, side, id: `life${life}` }) });
      for (const input of await inputsOf(engine, 3 + life)) {
        if (input.kind !== 'report') continue;
        heardAtMs = input.atMs;
        if (input.report.kind === 'fill') told.add(input.report.fill.tradeId);
      }
      await kill(child);
    }
    const { child, engine } = await start(dataDir);
    expect(told.size).toBeGreaterThan(0);
    expect([...(await engine.receivedClientIds()).ids]).toEqual([0, 1, 2, 3].map((life) => [`life${life}`, 1]));
    await engine.stop();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends with its parent where told to', async () => {
    const child = launch(JSON.stringify({ seed: 7, followStdin: true }));
    await listening(child);
    const gone = once(child, 'exit');
    child.stdin?.end();
    expect(await gone).toEqual([0, null]);
  });

  it('says what it expects and exits with 2 when its argument is no options', async () => {
    const child = launch('seed 7');
    const [said, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit')]);
    expect(said).toContain('a JSON object with at least "seed"');
    expect(code).toBe(2);
  });
});
