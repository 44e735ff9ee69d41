import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, summaryOf } from '../cli/command-run.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const scenarios = readdirSync(join(FIXTURES, 'scenarios')).map((file) => ({
  file,
  journal: file.replace(/\.ndjson(\.gz)?$/, '.ndjson'),
}));

describe('golden journals', () => {
  it('has one for every scenario', () => {
    expect(readdirSync(join(FIXTURES, 'journals')).sort()).toEqual(scenarios.map(({ journal }) => journal).sort());
    expect(scenarios.length).toBeGreaterThanOrEqual(4);
  });

  it.each(scenarios)('$file gives its golden journal', async ({ file, journal }) => {
    const golden = join(FIXTURES, 'journals', journal);
    const run = await runCommand(['replay', join(FIXTURES, 'scenarios', file), '--json', '--verify', golden]);
    expect(run.err).toMatch(/^the journal is the golden one: \d+ facts\n$/);
    expect(run.exitCode).toBe(0);
    expect(summaryOf(run)['facts']).toBeGreaterThan(10);
  });
});
