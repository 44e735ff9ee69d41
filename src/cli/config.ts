import { Command } from 'commander';
import { loadConfig } from '../engine/config/config-file.adapter.ts';
import { printConfig } from '../engine/config/config-print.ts';

export interface ConfigCommandDeps {
  /** The venues the program knows; a file that names another is at fault. */
  readonly knownVenues: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
}

/** `hedgerow config print`: the effective configuration as YAML, secrets masked. Faults throw ConfigError (exit 2). */
export const configCommand = ({ knownVenues, env, write }: ConfigCommandDeps): Command => {
  const command = new Command('config').description('the effective configuration');
  command
    .command('print')
    .description('print the effective configuration as YAML, secrets masked')
    .option('--config <file>', 'configuration file')
    .option('--preset <name>', 'individual, team or institutional')
    .action(async ({ config, preset }: { config?: string; preset?: string }) => {
      write(printConfig(await loadConfig({ file: config, preset, knownVenues, env })));
    });
  return command;
};
