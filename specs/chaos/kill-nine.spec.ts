import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/engine/config/config.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { verifyJournal } from '../../src/journal/reader.adapter.ts';
import { simulatedWorld } from '../../src/worlds/simulated.ts';
import { disagreements, keptPositions, nakedFractions, truthOf } from '../support/chaos-agreement.ts';
import { hasBuild, startCommand } from './support/processes.ts';
import type { Running } from './support/processes.ts';

const running: Running[] = [];
const made: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

/** `hedgerow start --json` on a directory. */
const start = (dir: string, ...more: readonly string[]): Running => {
  const engine = startCommand(['start', '--data', dir, '--json', '--port', 'off', ...more]);
  running.push(engine);
  return engine;
};

/**
 * A directory whose engine was killed between its orders and their fills. Real time passes while an order is open, so there
 * are tens of milliseconds to be killed in; a machine too busy to hit them tries again.
 */
const killedWhileEntering = async (): Promise<string> => {
  for (;;) {
    const dir = mkdtempSync(join(tmpdir(), 'hedgerow-kill-nine-'));
    made.push(dir);
    const engine = start(dir);
    await engine.line('order.sent');
    expect(await engine.kill()).toBe('SIGKILL');
    if (!engine.lines.some(({ type }) => type === 'position.hedged')) return dir;
  }
};

/** Journal and venues side by side, with nobody running. */
const compare = async (dir: string): Promise<{ wrong: readonly string[]; states: readonly string[] }> => {
  const store = openJournal({ dir, durability: 'process-safe' });
  const { seed } = defaultConfig.engine;
  const world = simulatedWorld({ config: defaultConfig, seed, dataDir: join(dir, 'venues') });
  try {
    const naked = Object.entries(nakedFractions(store)).filter(([, fraction]) => fraction > 0);
    return {
      wrong: [...disagreements(store, truthOf(world)), ...naked.map(([coin]) => `${coin} naked`)],
      states: keptPositions(store).map(({ position, state }) => `${position.coin} ${state}`),
    };
  } finally {
    await world.stop();
    await store.close();
  }
};

describe.skipIf(!hasBuild)('kill -9 of the command while it enters (skipped where dist is not built)', () => {
  it(
    'is resumed by the same command, which finishes the entry, is paid, and ends cleanly',
    { timeout: 180_000 },
    async () => {
      const dir = await killedWhileEntering();
      const second = start(dir, '--speed', 'max', '--for', '1h');
      expect(await second.ended).toBe('exit 0');
      const types = second.lines.map(({ type }) => type);
      const recovered = second.lines.find(({ type }) => type === 'recovery.started');
      expect(recovered).toMatchObject({ body: { positions: 1 } });
      expect(types.indexOf('position.hedged')).toBeGreaterThan(types.indexOf('recovery.started'));
      expect(types).toContain('funding.paid');
      expect(await compare(dir)).toMatchObject({ wrong: [], states: expect.arrayContaining(['SOL hedged.carrying']) });

      const third = start(dir, '--speed', 'max', '--for', '1m');
      expect(await third.ended).toBe('exit 0');
      expect(third.lines.filter(({ type }) => /^(order|fill|recovery\.mismatch)/.test(type))).toEqual([]);
      expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact' });
    },
  );
});
