import type { AtMs } from '../domain/units.ts';
import type { ConnectionStatus } from './feed-status.ts';
import type { VenueConnectionEvents, VenueParts } from './line-parts.ts';
import { VenueConnection } from './venue-connection.ts';
import type { Channel, SocketKind } from './venue-link.ts';

/** All connections of one kind of socket: `name`, `name#2`, `name#3` …, as many as its topics need. */
export class ConnectionPool {
  readonly #kind: SocketKind;
  readonly #venue: VenueParts;
  readonly #events: VenueConnectionEvents;
  /** By position; an empty place is given to the next connection that is needed. */
  readonly #connections: (VenueConnection | undefined)[] = [];
  readonly #homes = new Map<string, VenueConnection>();

  constructor(kind: SocketKind, venue: VenueParts, events: VenueConnectionEvents) {
    this.#kind = kind;
    this.#venue = venue;
    this.#events = events;
  }

  get connections(): readonly VenueConnection[] {
    return this.#connections.filter((connection) => connection !== undefined);
  }

  /** The connection that carries a topic. */
  homeOf(topic: string): VenueConnection | undefined {
    return this.#homes.get(topic);
  }

  /** Exactly these topics from now on. A topic stays on its connection; new ones go where there is room first. */
  want(channels: ReadonlyMap<string, Channel>): void {
    const touched = new Set<VenueConnection>();
    for (const [topic, home] of this.#homes) {
      if (channels.has(topic)) continue;
      this.#homes.delete(topic);
      home.remove(topic);
      touched.add(home);
    }
    const begun: VenueConnection[] = [];
    for (const [topic, channel] of channels) {
      if (this.#homes.has(topic)) continue;
      const home = this.#withRoom(begun);
      home.add(channel);
      this.#homes.set(topic, home);
      touched.add(home);
    }
    this.#closeEmpty();
    for (const connection of begun) connection.start();
    for (const connection of touched) if (connection.channels.size > 0) connection.pump();
  }

  tick(nowMs: AtMs): void {
    for (const connection of this.#connections) connection?.tick(nowMs);
  }

  status(): readonly ConnectionStatus[] {
    return this.connections.map((connection) => connection.status());
  }

  close(): void {
    for (const connection of this.connections) connection.close();
    this.#connections.length = 0;
    this.#homes.clear();
  }

  #withRoom(begun: VenueConnection[]): VenueConnection {
    const { topicsPerConnection } = this.#kind.limits;
    const roomy = this.connections.find(({ channels }) => channels.size < topicsPerConnection);
    if (roomy !== undefined) return roomy;
    const free = this.#connections.indexOf(undefined);
    const at = free === -1 ? this.#connections.length : free;
    const conn = at === 0 ? this.#kind.name : `${this.#kind.name}#${at + 1}`;
    const connection = new VenueConnection({ venue: this.#venue, kind: this.#kind, conn, events: this.#events });
    this.#connections[at] = connection;
    begun.push(connection);
    return connection;
  }

  #closeEmpty(): void {
    for (const [at, connection] of this.#connections.entries()) {
      if (connection === undefined || connection.channels.size > 0) continue;
      connection.close();
      this.#connections[at] = undefined;
    }
  }
}
