import type { VenueProfile } from '../domain/ports.ts';
import type { SimulatedWorldOptions } from './sim-world.adapter.ts';
import type { WorldAddress } from './world-server.adapter.ts';
import { createSimulatedWorld } from './sim-world.adapter.ts';
import { serveWorld } from './world-server.adapter.ts';

/** Options of a venue process, one JSON text on its command line. */
export type VenuesProcessOptions = Omit<SimulatedWorldOptions, 'profiles'> & {
  /** Loopback port, 0 or absent for a free one; or a unix socket in its place. */
  readonly port?: number;
  readonly socketPath?: string;
  /** Ends when its standard input ends, so that no orphan outlives a killed parent. */
  readonly followStdin?: boolean;
};

/**
 * Runs simulated venues until SIGTERM or SIGINT and prints `{"type":"listening",…}` when an engine can connect. Nothing
 * else is needed to survive a SIGKILL: what was answered is in the store.
 */
export const runVenuesProcess = async (
  profiles: readonly VenueProfile[],
  options: VenuesProcessOptions,
): Promise<void> => {
  const { port = 0, socketPath, followStdin = false, ...world } = options;
  const address: WorldAddress = socketPath === undefined ? { port } : { socketPath };
  const server = await serveWorld(createSimulatedWorld({ ...world, profiles }), address);
  let closing: Promise<void> | undefined;
  const close = (): void => {
    closing ??= server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  if (followStdin) process.stdin.once('end', close).once('error', close).resume();
  const listening = { type: 'listening', port: server.port, socketPath };
  process.stdout.write(`${JSON.stringify(listening)}\n`);
};
