import type { VirtualClock } from '../../../src/clock/virtual-clock.adapter.ts';
import type {
  HttpOutcome,
  HttpRequest,
  Socket,
  SocketEvents,
  Transport,
  TransportFailure,
} from '../../../src/connectivity/transport.ts';

const LATENCY_MS = 20;

/** One client's socket, seen from the venue. */
export interface ServedSocket {
  readonly url: string;
  readonly openedAtMs: number;
  readonly topics: Set<string>;
  /** What the client said, with the time it arrived. */
  readonly heard: { readonly atMs: number; readonly text: string }[];
  state: 'open' | 'closed';
  say(frame: unknown): void;
  cut(): void;
}

/** A venue in memory, 20 ms away, that notes everything it is asked. */
export class TestVenue implements Transport {
  readonly sockets: ServedSocket[] = [];
  /** When a socket was asked for. */
  readonly connects: number[] = [];
  readonly requests: { readonly atMs: number; readonly path: string }[] = [];
  /** `refuse`: connections fail; `ignore`: nothing is ever heard. */
  mood: 'serve' | 'refuse' | 'ignore' = 'serve';
  refusal: TransportFailure = { cause: 'refused', message: 'ECONNREFUSED' };
  /** What is said to a new socket. */
  greeting: unknown;
  /** Does something else than to serve a subscription. */
  onSubscribe: ((socket: ServedSocket, topics: readonly string[], id: number) => 'handled' | 'serve') | undefined;
  /** Whether a `ping` is answered. */
  pongs: 'answered' | 'ignored' = 'answered';
  /** Answers a request; `undefined` for the ordinary. */
  answer: ((request: HttpRequest) => HttpOutcome | 'never' | undefined) | undefined;
  /** The venue's clock minus ours. */
  skewMs = 0;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get open(): readonly ServedSocket[] {
    return this.sockets.filter(({ state }) => state === 'open');
  }

  /** Data of a topic, to everybody who is subscribed. */
  say(topic: string, data: object = {}): void {
    for (const socket of this.open) if (socket.topics.has(topic)) socket.say({ topic, ...data });
  }

  cutAll(): void {
    for (const socket of this.open) socket.cut();
  }

  socket(url: string, events: SocketEvents): Socket {
    this.connects.push(this.#clock.now());
    if (this.mood === 'ignore') return { send: nothing, ping: nothing, close: nothing };
    if (this.mood === 'refuse') {
      this.#later(() => events.failed(this.refusal));
      return { send: nothing, ping: nothing, close: nothing };
    }
    const served = this.#serve(url, events);
    this.#later(() => {
      if (served.state === 'closed') return;
      events.opened();
      if (this.greeting !== undefined) served.say(this.greeting);
    });
    return {
      send: (text) => this.#later(() => this.#heard(served, text)),
      ping: () => {
        if (this.pongs === 'answered') this.#later(() => this.#later(events.ponged));
      },
      close: () => {
        served.state = 'closed';
      },
    };
  }

  request(request: HttpRequest): Promise<HttpOutcome> {
    const path = request.url.replace('https://rest.testing', '');
    this.requests.push({ atMs: this.#clock.now(), path });
    return new Promise((resolve) => {
      const outcome = this.answer?.(request);
      if (outcome === 'never') return;
      this.#later(() => {
        const ordinary = outcome ?? this.#ordinary(path);
        this.#later(() => resolve(ordinary));
      });
    });
  }

  /** Paths asked for that begin with `start`. */
  asked(start: string): readonly string[] {
    return this.requests.flatMap(({ path }) => (path.startsWith(start) ? [path] : []));
  }

  #serve(url: string, events: SocketEvents): ServedSocket {
    const served: ServedSocket = {
      url,
      openedAtMs: this.#clock.now(),
      topics: new Set(),
      heard: [],
      state: 'open',
      say: (frame) => {
        const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
        this.#later(() => {
          if (served.state === 'open') events.message(text);
        });
      },
      cut: () => {
        if (served.state === 'closed') return;
        served.state = 'closed';
        this.#later(() => events.closed({ code: 1006, reason: '' }));
      },
    };
    this.sockets.push(served);
    return served;
  }

  #heard(socket: ServedSocket, text: string): void {
    if (socket.state === 'closed') return;
    socket.heard.push({ atMs: this.#clock.now(), text });
    if (text === 'ping') {
      if (this.pongs === 'answered') socket.say('pong');
      return;
    }
    if (!text.startsWith('{')) return;
    const { op, topics, id } = JSON.parse(text) as { op: string; topics: string[]; id: number };
    if (op === 'unsubscribe') for (const topic of topics) socket.topics.delete(topic);
    else if (op === 'subscribe') {
      if (this.onSubscribe?.(socket, topics, id) === 'handled') return;
      for (const topic of topics) socket.topics.add(topic);
    }
    socket.say({ ack: id });
  }

  #ordinary(path: string): HttpOutcome {
    if (path.startsWith('/time')) return json({ now: this.#clock.now() + this.skewMs });
    if (path === '/instruments?page=1') return json({ page: 1, next: '/instruments?page=2' });
    return json({ of: path });
  }

  #later(happen: () => void): void {
    this.#clock.timers.setTimeout(happen, LATENCY_MS);
  }
}

export const json = (value: unknown, headers: Readonly<Record<string, string>> = {}): HttpOutcome => ({
  kind: 'answer',
  status: 200,
  headers,
  body: JSON.stringify(value),
});

const nothing = (): void => undefined;
