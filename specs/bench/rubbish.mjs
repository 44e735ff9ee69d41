// Gives every venue's and relay's decoder and link frames and answers gone wrong, one decoder all of them: nothing is thrown,
// no number is wrong, nothing grows.
//   node specs/bench/rubbish.mjs [FRAMES]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const FRAMES = 100_000;

const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const ARGUMENTS = ['run', 'specs/venues/rubbish.spec.ts', '--config', '.vitest.config.ts'];

/** A line a decoder: frames, events, faults, the heap it holds halfway and how much more in the end. Throws where one has a fault. */
export const rubbish = (frames = FRAMES) => {
  const child = spawnSync(process.execPath, [vitest, ...ARGUMENTS, '--disable-console-intercept=true'], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, HEDGEROW_RUBBISH_FRAMES: String(frames), NO_COLOR: '1' },
  });
  const told = child.stdout.split('\n').filter((line) => line.startsWith('rubbish '));
  if (child.status !== 0) throw new Error(`${told.join('\n')}\n${child.stdout}\n${child.stderr}`);
  return told.map((line) => line.slice('rubbish '.length));
};

if (import.meta.filename === process.argv[1])
  process.stdout.write(`${rubbish(Number(process.argv[2] ?? FRAMES)).join('\n')}\n`);
