import type { Socket } from 'node:net';
import type { ClientOrderId, VenueId } from '../domain/ids.ts';
import type { AccountTruth } from '../domain/order.ts';
import type { VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import type { WorldAddress } from './world-server.adapter.ts';
import type { WorldCall, WorldReply } from './world-wire.ts';
import { connect } from 'node:net';
import { EngineError } from '../domain/errors.ts';
import { LineSplitter } from './world-wire.ts';

/** The process with the venues is gone, or is no venue process. */
export class WorldLostError extends EngineError<{ address: string }> {
  readonly code = 'simulator.world-lost';
}

/** Venues in another process, seen through the same port as those in this one. */
export interface RemoteWorld extends World {
  venueTruth(venue: VenueId): Promise<AccountTruth>;
  receivedClientIds(): Promise<{
    readonly ids: ReadonlyMap<ClientOrderId, number>;
    /** How many orders were refused as duplicates. */
    readonly duplicates: number;
  }>;
}

export type RemoteWorldOptions = WorldAddress & {
  /** Profiles of the venues served, since a decoder cannot travel; those not served are left out. */
  readonly profiles: readonly VenueProfile[];
};

/**
 * Connects an engine to a served world. `stop` ends the connection only: the venues live on for the next engine. Rejects
 * with WorldLostError when nobody answers; later losses reject the call that waits and every call after it.
 */
export const connectWorld = async (options: RemoteWorldOptions): Promise<RemoteWorld> => {
  const link = new WorldLink(options);
  const hello = await link.hello;
  const served = new Set(hello.venues);
  return {
    name: 'simulated',
    startAtMs: hello.startAtMs,
    venues: options.profiles.filter(({ venue }) => served.has(venue)),
    next: async (deadlineAtMs) => {
      if (link.isStopped) return 'ended';
      const id = link.nextId();
      const call: WorldCall = { call: 'next', id, ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }) };
      const reply = await link.ask(call);
      return reply.reply === 'next' ? reply.inputs : link.unexpected(reply);
    },
    perform: (request) => link.perform(request),
    venueTruth: async (venue) => {
      const reply = await link.ask({ call: 'truth', id: link.nextId(), venue });
      return reply.reply === 'truth' ? reply.account : link.unexpected(reply);
    },
    receivedClientIds: async () => {
      const reply = await link.ask({ call: 'received', id: link.nextId() });
      if (reply.reply !== 'received') return link.unexpected(reply);
      return { ids: new Map(reply.ids), duplicates: reply.duplicates };
    },
    stop: () => link.stop(),
  };
};

type Hello = Extract<WorldReply, { reply: 'hello' }>;

interface Waiting {
  resolve(reply: WorldReply): void;
  reject(error: Error): void;
}

/** One connection: questions out, answers back by id. */
class WorldLink {
  readonly hello: Promise<Hello>;
  readonly #socket: Socket;
  readonly #address: string;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;
  #lost: Error | undefined;
  #stopped = false;

  constructor(options: RemoteWorldOptions) {
    this.#address = 'socketPath' in options ? options.socketPath : `127.0.0.1:${options.port}`;
    this.#socket = 'socketPath' in options ? connect(options.socketPath) : connect(options.port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.setEncoding('utf8');
    this.hello = new Promise<Hello>((resolve, reject) => {
      this.#waiting.set(0, {
        resolve: (reply) => (reply.reply === 'hello' ? resolve(reply) : reject(this.#error('unexpected greeting'))),
        reject,
      });
    });
    const lines = new LineSplitter();
    this.#socket.on('data', (chunk: string) => {
      for (const line of lines.push(chunk)) this.#receive(JSON.parse(line) as WorldReply);
    });
    this.#socket.on('error', (error) => this.#lose(error.message));
    this.#socket.on('close', () => this.#lose('connection closed'));
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  ask(call: Exclude<WorldCall, { call: 'perform' }>): Promise<WorldReply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject });
      this.#write(call);
    });
  }

  /** Sent and forgotten, as an order on a socket; one sent after the loss never arrives. */
  perform(request: WorldRequest): void {
    if (this.#lost === undefined) this.#write({ call: 'perform', request });
  }

  unexpected(reply: WorldReply): never {
    throw this.#error(reply.reply === 'failed' ? reply.message : `unexpected answer "${reply.reply}"`);
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#lost !== undefined) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
      this.#socket.destroySoon();
    });
  }

  #write(call: WorldCall): void {
    this.#socket.write(`${JSON.stringify(call)}\n`);
  }

  #receive(reply: WorldReply): void {
    const id = reply.reply === 'hello' ? 0 : reply.id;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.resolve(reply);
  }

  #lose(why: string): void {
    this.#lost ??= this.#error(why);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#lost);
    this.#waiting.clear();
  }

  #error(why: string): WorldLostError {
    return new WorldLostError(`the venues at ${this.#address} are gone: ${why}`, { address: this.#address });
  }
}
