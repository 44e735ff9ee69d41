import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const built = join(import.meta.dirname, '../../dist/index.js');
const isBuilt = existsSync(built);
/** An hour of six coins on four venues takes seconds alone, and more beside other specs. */
const PATIENCE_MS = 180_000;

describe('an engine inside another program', () => {
  it(
    'opens a world, shows its streams, takes commands, trades and stops',
    async () => {
      const { engine, seen } = await import('./example.ts');
      expect([...seen.hedged]).toEqual(['SOL']);
      expect(seen.best).not.toBe('none');
      expect(seen.equityUsd).toBeGreaterThan(0);
      const { world, operator, openOrders, failClosed, counts, positions, account } = engine.status();
      expect({ world, operator, openOrders, failClosed }).toEqual({
        world: 'simulated',
        operator: 'trading',
        openOrders: 0,
        failClosed: [],
      });
      expect(counts.orders).toBeGreaterThanOrEqual(2);
      expect(positions).toMatchObject([{ coin: 'SOL', state: 'hedged.carrying' }]);
      expect(account.fundingUsd).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  const title = isBuilt
    ? 'the built package'
    : 'the built package (skipped: dist/ is not there, npm run build makes it)';
  it.skipIf(!isBuilt)(
    `runs the same lines over ${title}`,
    () => {
      const scratch = mkdtempSync(join(tmpdir(), 'hedgerow-embed-'));
      try {
        const example = readFileSync(join(import.meta.dirname, 'example.ts'), 'utf8');
        const file = join(scratch, 'example.mjs');
        writeFileSync(file, example.replace('../../src/index.ts', pathToFileURL(built).href));
        const output = execFileSync(process.execPath, [file], { encoding: 'utf8', cwd: scratch });
        expect(output).toContain('funding.paid ledger\n');
        expect(output).toMatch(/hedged SOL; best route now \w+; equity \d+(\.\d+)? USD\n$/);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
    PATIENCE_MS,
  );
});
