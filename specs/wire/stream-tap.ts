import { createNetwork } from '../../src/connectivity/network.adapter.ts';
import type { Socket, SocketEvents, SocketOptions, Transport } from '../../src/connectivity/transport.ts';

interface Tapped {
  readonly socket: Socket;
  readonly events: SocketEvents;
  state: 'open' | 'over';
}

/** The real network, its sockets within reach: messages are kept back, changed in order, or lost, and lines are cut. */
export class StreamTap implements Transport {
  /** What becomes of a message, by its text; every message once where absent. */
  meet: ((text: string, deliver: (text: string) => void) => void) | undefined;
  /** New sockets do not come to be. */
  isShut = false;
  /** Of the sockets made so far. */
  readonly urls: string[] = [];
  readonly #network = createNetwork();
  readonly #tapped = new Set<Tapped>();

  socket(url: string, events: SocketEvents, options?: SocketOptions): Socket {
    if (this.isShut) {
      queueMicrotask(() => events.failed({ cause: 'refused', message: 'ECONNREFUSED' }));
      return { send: () => undefined, ping: () => undefined, close: () => undefined };
    }
    this.urls.push(url);
    const told = (happen: () => void): void => {
      if (tapped.state === 'open') happen();
    };
    const over = (happen: () => void): void =>
      told(() => {
        tapped.state = 'over';
        this.#tapped.delete(tapped);
        happen();
      });
    const through: SocketEvents = {
      opened: () => told(events.opened),
      message: (text) =>
        told(() => {
          if (this.meet === undefined) events.message(text);
          else this.meet(text, (kept) => told(() => events.message(kept)));
        }),
      ponged: () => told(events.ponged),
      closed: (end) => over(() => events.closed(end)),
      failed: (failure) => over(() => events.failed(failure)),
    };
    const tapped: Tapped = { socket: this.#network.socket(url, through, options), events, state: 'open' };
    this.#tapped.add(tapped);
    return tapped.socket;
  }

  get opened(): number {
    return this.urls.length;
  }

  request: Transport['request'] = (request) => this.#network.request(request);

  /** Cuts every socket without a word. */
  cut(): void {
    for (const tapped of this.#tapped) {
      this.#tapped.delete(tapped);
      tapped.state = 'over';
      tapped.socket.close();
      tapped.events.closed({ code: 1006, reason: '' });
    }
  }
}
