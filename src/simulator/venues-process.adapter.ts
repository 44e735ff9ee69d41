import type { SimulatedWorldOptions } from './sim-world.adapter.ts';
import type { WorldAddress } from './world-server.adapter.ts';
import { isRecord } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import { knownVenues, venueProfile } from '../venues/registry.ts';
import { createSimulatedWorld } from './sim-world.adapter.ts';
import { serveWorld } from './world-server.adapter.ts';

/**
 * The entry of a venue process: `node venues-process.adapter.js '<options as JSON>'`. Prints one line
 * `{"type":"listening","port":…}` when an engine can connect, and runs until SIGTERM or SIGINT. Nothing is needed to
 * survive a SIGKILL: what was answered is in the store under `dataDir`.
 */
export type VenuesProcessOptions = Omit<SimulatedWorldOptions, 'profiles'> & {
  /** Names of the venues, all when absent. */
  readonly venues?: readonly string[];
  /** Loopback port, 0 or absent for a free one; or a unix socket in its place. */
  readonly port?: number;
  readonly socketPath?: string;
  /** Ends when its standard input ends, so that no orphan outlives a killed parent. */
  readonly followStdin?: boolean;
};

/** The one argument is no JSON object with a whole-number seed. */
export class VenuesProcessUsageError extends EngineError<{ argument: string }> {
  readonly code = 'simulator.process-usage';
  override readonly exitCode = 2;
}

const run = async (options: VenuesProcessOptions): Promise<void> => {
  const { venues, port = 0, socketPath, followStdin = false, ...world } = options;
  const address: WorldAddress = socketPath === undefined ? { port } : { socketPath };
  const profiles = venues?.map((name) => venueProfile(name)) ?? knownVenues;
  const server = await serveWorld(createSimulatedWorld({ ...world, profiles }), address);
  let closing: Promise<void> | undefined;
  const close = (): void => {
    closing ??= server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  if (followStdin) process.stdin.once('end', close).once('error', close).resume();
  process.stdout.write(`${JSON.stringify({ type: 'listening', port: server.port, socketPath })}\n`);
};

/** Who starts this process is our own code: beyond the shape, the options are taken as they are. */
const parseOptions = (argument: string): VenuesProcessOptions => {
  let options: unknown;
  try {
    options = JSON.parse(argument);
  } catch {
    options = undefined;
  }
  if (isRecord(options) && Number.isInteger(options['seed'])) return options as unknown as VenuesProcessOptions;
  throw new VenuesProcessUsageError(`expected one argument, a JSON object with at least "seed": got ${argument}`, {
    argument,
  });
};

try {
  await run(parseOptions(process.argv[2] ?? ''));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof EngineError ? error.exitCode : 1;
}
