import { describe, expect, it } from 'vitest';
import { configCommand } from '../../src/cli/config.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { ConfigError } from '../../src/engine/config/config-report.ts';

const run = async (...args: string[]): Promise<string> => {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  await configCommand({ knownVenues: ['alpha'], env: {}, write }).parseAsync(args, { from: 'user' });
  return printed;
};

describe('hedgerow config print', () => {
  it('prints what is in force, every known venue included', async () => {
    const printed = await run('print', '--preset', 'individual');
    expect(printed).toContain('maxCoins: 10');
    expect(parseConfig({ text: printed })).toEqual(parseConfig({ preset: 'individual', knownVenues: ['alpha'] }));
  });

  it('refuses a preset there is none of', async () => {
    await expect(run('print', '--preset', 'nonesuch')).rejects.toBeInstanceOf(ConfigError);
  });
});
