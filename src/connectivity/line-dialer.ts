import type { LineParts } from './line-parts.ts';
import type { Socket, SocketEvents, TransportFailure } from './transport.ts';

/** What a dialer tells its line. After `drop` it says nothing of what was before. */
export interface DialerEvents {
  readonly granted: () => void;
  readonly resolved: () => void;
  readonly opened: () => void;
  readonly message: (text: string) => void;
  readonly ponged: () => void;
  /** It did not come to an open socket. */
  readonly failed: (failure: TransportFailure) => void;
  /** An open socket ended. */
  readonly closed: () => void;
}

/**
 * Makes sockets for one line: waits for its turn in the venue's budget, fetches an address where one is needed, dials, and
 * tells the budget how it went. An attempt is on trial until something useful was heard: an open socket alone may be a proxy's.
 */
export class LineDialer {
  readonly #parts: LineParts;
  readonly #events: DialerEvents;
  #socket: Socket | undefined;
  /** Told apart from what older sockets of this line may still say. */
  #life = 0;
  #stepBack: (() => void) | undefined;
  /** Tells the budget that the handshake was answered, or given up. */
  #answered: () => void = () => undefined;
  #isOnTrial = false;
  #address: { readonly url: string; readonly pingEveryMs?: number } | undefined;

  constructor(parts: LineParts, events: DialerEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  /** Changes with every socket. */
  get life(): number {
    return this.#life;
  }

  /** The pace of heartbeats that came with the address. */
  get pingEveryMs(): number | undefined {
    return this.#address?.pingEveryMs;
  }

  queue(): void {
    const { kind, venue } = this.#parts;
    this.#stepBack = venue.budget.ask({
      host: kind.host,
      connects: kind.limits.connects,
      go: (answered) => {
        this.#isOnTrial = true;
        this.#answered = answered;
        this.#events.granted();
      },
    });
  }

  resolve(): void {
    const { conn, kind, venue } = this.#parts;
    const { token } = kind;
    if (token === undefined) return;
    const life = ++this.#life;
    const connectId = `${conn.replaceAll(/[^a-z0-9]/gi, '')}${Math.floor(venue.random() * 1e12).toString(36)}`;
    void venue.token(token.call).then((answer) => {
      if (life !== this.#life) return;
      this.#address = answer === undefined ? undefined : token.url(answer, connectId);
      if (this.#address === undefined) this.#events.failed({ cause: 'unreachable', message: 'no address was given' });
      else this.#events.resolved();
    });
  }

  dial(): void {
    const { kind, venue } = this.#parts;
    if (kind.token === undefined) this.#address = { url: `${venue.hosts[kind.host] ?? ''}${kind.path}` };
    const life = ++this.#life;
    // A socket may open, and even speak, before the call that makes it returns.
    const early: (() => void)[] = [];
    let tell: (happen: () => void) => void = (happen) => early.push(happen);
    const events = this.#eventsOf((happen) =>
      tell(() => {
        if (life === this.#life) happen();
      }),
    );
    this.#socket = venue.transport.socket(this.#address?.url ?? '', events, {
      openTimeoutMs: venue.settings.openTimeoutMs,
      ...(kind.headers === undefined ? {} : { headers: kind.headers }),
      ...(kind.lines === undefined ? {} : { post: kind.lines.body }),
    });
    tell = (happen) => happen();
    for (const happen of early) happen();
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  ping(): void {
    this.#socket?.ping();
  }

  /** Something useful was heard. */
  passTrial(): void {
    if (!this.#isOnTrial) return;
    this.#isOnTrial = false;
    this.#parts.venue.budget.ended(this.#parts.kind.host, 'open');
  }

  /** Nothing useful came of it; told at the first failure of this host in a row, then at every tenth. */
  failTrial(cause: string, retryAfterMs?: number): void {
    if (!this.#isOnTrial) return;
    this.#isOnTrial = false;
    const { conn, kind, venue } = this.#parts;
    const attempts = venue.budget.ended(kind.host, retryAfterMs === undefined ? {} : { retryAfterMs });
    if (attempts === 1 || attempts % 10 === 0) venue.notice({ type: 'connection-failing', conn, attempts, cause });
  }

  /** Lets go of the socket and of the place in the queue. */
  drop(reason: 'ended' | 'closed by us'): void {
    this.#life += 1;
    this.#stepBack?.();
    this.#stepBack = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#answered();
    if (reason === 'ended') return this.failTrial('no answer in time');
    if (!this.#isOnTrial) return;
    this.#isOnTrial = false;
    this.#parts.venue.budget.ended(this.#parts.kind.host, 'given-up');
  }

  #eventsOf(tell: (happen: () => void) => void): SocketEvents {
    const { opened, message, ponged, closed, failed } = this.#events;
    return {
      opened: () =>
        tell(() => {
          this.#answered();
          opened();
        }),
      message: (text) => tell(() => message(text)),
      ponged: () => tell(ponged),
      closed: () => tell(closed),
      failed: (failure) =>
        tell(() => {
          this.#answered();
          failed(failure);
        }),
    };
  }
}
