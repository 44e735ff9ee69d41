import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configCommand } from '../../src/cli/config.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { ConfigError } from '../../src/engine/config/config-report.ts';

const run = async (...args: string[]): Promise<string> => {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  await configCommand({ knownVenues: ['alpha', 'backpack'], env: {}, write }).parseAsync(args, { from: 'user' });
  return printed;
};

describe('hedgerow config print', () => {
  it('prints what is in force, every known venue included', async () => {
    const printed = await run('print', '--preset', 'individual');
    expect(printed).toContain('maxCoins: 10');
    expect(parseConfig({ text: printed })).toEqual(
      parseConfig({ preset: 'individual', knownVenues: ['alpha', 'backpack'] }),
    );
  });

  it('prints ladders of fees as they will be charged', async () => {
    const file = join(import.meta.dirname, '../../fixtures/configs/fee-ladder.yaml');
    const { everyVenue, venues } = parseConfig({ text: await run('print', '--config', file) });
    expect(venues['backpack']).toMatchObject({
      volume30dUsd: '200000',
      feeTiers: { linear: [{ minVolume30dUsd: 500_000, makerBps: 1.9, takerBps: 4.5 }] },
    });
    expect(everyVenue).toMatchObject({ volume30dUsd: '0', feeTiers: {} });
  });

  it('refuses a preset there is none of', async () => {
    await expect(run('print', '--preset', 'nonesuch')).rejects.toBeInstanceOf(ConfigError);
  });
});
