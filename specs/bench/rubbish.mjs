// Gives every venue's decoder frames gone wrong, one decoder all of them: nothing is thrown, no number is wrong, nothing grows.
//   node specs/bench/rubbish.mjs [FRAMES]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FRAMES = Number(process.argv[2] ?? 100_000);

const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const child = spawnSync(
  process.execPath,
  [vitest, 'run', 'specs/venues/rubbish.spec.ts', '--config', '.vitest.config.ts', '--disable-console-intercept=true'],
  {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, HEDGEROW_RUBBISH_FRAMES: String(FRAMES), NO_COLOR: '1' },
  },
);
const told = child.stdout.split('\n').filter((line) => line.startsWith('rubbish '));
process.stdout.write(`${told.join('\n')}\n`);
if (child.status !== 0) process.stdout.write(`${child.stdout}\n${child.stderr}\n`);
process.exitCode = child.status ?? 1;
