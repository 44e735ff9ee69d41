import { afterEach, describe, expect, it } from 'vitest';
import { hasBuild, startCommand } from './support/processes.ts';
import type { Running } from './support/processes.ts';

/** `npm run soak` plays more. */
const SEEDS = Number(process.env['HEDGEROW_SEEDS'] ?? 50);
const HOURS = Number(process.env['HEDGEROW_HOURS'] ?? 3);
const SOAK_MS = 3_600_000;

const running: Running[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
});

describe.skipIf(!hasBuild)('hedgerow simulate, as it was built (npm run build)', () => {
  it(
    `plays ${SEEDS} seeds of ${HOURS} hours with every fault on two threads, and every invariant holds`,
    async () => {
      const command = startCommand(['simulate', '--seeds', `${SEEDS}`, '--hours', `${HOURS}`, '--json']);
      running.push(command);
      const summary = await command.line('summary');
      expect(summary['failures']).toEqual([]);
      expect(summary['seeds']).toBe(SEEDS);
      expect(await command.ended).toBe('exit 0');
      // every fault that is counted has struck somewhere, and something was traded
      const { crash = 0, stall = 0, 'crash-at-request': atRequest = 0 } = summary['faults'] as Record<string, number>;
      expect(Math.min(crash, stall, atRequest)).toBeGreaterThan(0);
      expect((summary['counts'] as Record<string, number>)['cycles']).toBeGreaterThan(SEEDS);
    },
    SOAK_MS,
  );
});
