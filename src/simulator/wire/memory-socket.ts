import type { Clock } from '../../clock/clock.ts';
import type { Socket, SocketEvents, TransportFailure } from '../../connectivity/transport.ts';
import type { HousedConnection } from './housed-connection.ts';
import type { HousedVenue } from './housed-venue.ts';

/** A client's end of a connection in memory. Both ways take the network's latency and keep their order. */
export class MemorySocket implements Socket {
  state: 'opening' | 'open' | 'closed' = 'opening';
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #events: SocketEvents;
  #venue: HousedVenue | undefined;
  #connection: HousedConnection | undefined;

  constructor({ clock, latencyMs }: { readonly clock: Clock; readonly latencyMs: number }, events: SocketEvents) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
    this.#events = events;
  }

  /** The venue has taken the client; the client hears of it, and of everything else, one way later. */
  start(venue: HousedVenue, connection: HousedConnection): void {
    this.#venue = venue;
    this.#connection = connection;
    this.#later(() => {
      if (this.state !== 'opening') return;
      this.state = 'open';
      this.#events.opened();
    });
    connection.start({
      send: (text) => this.#later(() => this.#hear(() => this.#events.message(text))),
      ping: () => this.#later(() => this.#hear(() => this.#pingedByVenue())),
      close: (code, reason) => this.#later(() => this.#end({ code, reason })),
      drop: () => this.#later(() => this.#end({ code: 1006, reason: '' })),
    });
  }

  fail(failure: TransportFailure): void {
    this.#later(() => {
      if (this.state === 'closed') return;
      this.state = 'closed';
      this.#events.failed(failure);
    });
  }

  send(text: string): void {
    if (this.state !== 'open') return;
    this.#later(() => {
      if (this.#venue !== undefined && this.#connection !== undefined) this.#venue.receive(this.#connection, text);
    });
  }

  ping(): void {
    if (this.state !== 'open') return;
    this.#later(() => {
      const connection = this.#connection;
      if (connection?.state !== 'open') return;
      this.#venue?.noteLife(connection);
      this.#later(() => this.#hear(() => this.#events.ponged()));
    });
  }

  close(): void {
    if (this.state === 'closed') return;
    const connection = this.#connection;
    this.#later(() => connection?.end());
    // Once, last, and not from within the call.
    this.#clock.timers.setTimeout(() => this.#end({ code: 1000, reason: '' }), 0);
  }

  #pingedByVenue(): void {
    this.#events.ponged();
    this.#later(() => {
      if (this.#connection !== undefined) this.#venue?.noteLife(this.#connection);
    });
  }

  #hear(tell: () => void): void {
    if (this.state === 'open') tell();
  }

  #end(end: { readonly code: number; readonly reason: string }): void {
    if (this.state === 'closed') return;
    const wasOpen = this.state === 'open';
    this.state = 'closed';
    this.#connection?.end();
    if (wasOpen) this.#events.closed(end);
    else this.#events.failed({ cause: 'protocol', message: 'closed before it was open' });
  }

  #later(act: () => void): void {
    this.#clock.timers.setTimeout(act, this.#latencyMs);
  }
}
