import type { AddressInfo, Server, Socket } from 'node:net';
import type { SimulatedWorld } from './sim-world.adapter.ts';
import type { WorldCall, WorldReply } from './world-wire.ts';
import { createServer } from 'node:net';
import { LineSplitter } from './world-wire.ts';

export type WorldAddress = { readonly socketPath: string } | { readonly port: number };

export interface WorldServer {
  /** The port bound, where a port was asked for (0 asks for a free one). */
  readonly port: number | undefined;
  /** Ends the connection and the server, then stops the world. */
  close(): Promise<void>;
}

/**
 * Serves a world on loopback to one engine at a time, life after life. When an engine goes, what was on the wire to it is
 * lost and what it sent still arrives; the next one is greeted with the opening inputs of the same venues. A newer
 * connection takes over from an older one, since an engine that was killed may leave a socket that nobody closed.
 */
export const serveWorld = async (world: SimulatedWorld, address: WorldAddress): Promise<WorldServer> => {
  let current: Socket | undefined;
  const server = createServer((socket) => {
    current?.destroy();
    current = socket;
    world.reconnect();
    serveOne(world, socket);
  });
  await listen(server, address);
  const bound = server.address();
  return {
    port: isPort(bound) ? bound.port : undefined,
    close: async () => {
      current?.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await world.stop();
    },
  };
};

const serveOne = (world: SimulatedWorld, socket: Socket): void => {
  const lines = new LineSplitter();
  // Calls are taken one after another, so that a request performed before `next` is in the world before time moves.
  let turn = Promise.resolve();
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    for (const line of lines.push(chunk)) {
      turn = turn.then(() => answer(world, socket, line)).catch(() => void socket.destroy());
    }
  });
  const venues = world.venues.map(({ venue }) => venue);
  send(socket, { reply: 'hello', startAtMs: world.nowMs(), venues });
};

const answer = async (world: SimulatedWorld, socket: Socket, line: string): Promise<void> => {
  // A dead engine's unread requests still count: they were on the wire. Its questions do not.
  const call = JSON.parse(line) as WorldCall;
  if (call.call === 'perform') {
    world.perform(call.request);
    return;
  }
  if (socket.destroyed) return;
  try {
    send(socket, await replyTo(world, call));
  } catch (error) {
    send(socket, { reply: 'failed', id: call.id, message: error instanceof Error ? error.message : String(error) });
  }
};

const replyTo = async (world: SimulatedWorld, call: Exclude<WorldCall, { call: 'perform' }>): Promise<WorldReply> => {
  const { id } = call;
  if (call.call === 'next') return { reply: 'next', id, inputs: await world.next(call.deadlineAtMs) };
  if (call.call === 'truth') return { reply: 'truth', id, account: world.venueTruth(call.venue) };
  return { reply: 'received', id, ids: [...world.receivedClientIds()], duplicates: world.duplicates() };
};

const send = (socket: Socket, reply: WorldReply): void => {
  if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
};

const listen = (server: Server, address: WorldAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    const ready = (): void => resolve();
    if ('socketPath' in address) server.listen(address.socketPath, ready);
    else server.listen(address.port, '127.0.0.1', ready);
  });

const isPort = (bound: AddressInfo | string | null): bound is AddressInfo =>
  typeof bound === 'object' && bound !== null;
