import type { Outlet, Session } from './venue-face.ts';
import { WindowMeter } from './window-meter.ts';

/** A socket that carries text to one client; what an adapter or a network in memory puts under a connection. */
export interface ClientLine {
  send(text: string): void;
  ping(): void;
  /** Closes politely. */
  close(code: number, reason: string): void;
  /** Cuts without a word. */
  drop(): void;
}

/** What a connection says on its way to the line: faults may keep, change, delay or multiply it. Replies have no key. */
export type Passage = (text: string, key?: string, of?: 'market' | 'account') => void;

export interface ConnectionParts {
  readonly nowMs: number;
  /** Window in which messages of the client are counted. */
  readonly messagesPerMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the way to the line; straight where it makes none. */
  readonly passage: (connection: HousedConnection) => Passage | undefined;
  /** While a message is handled whose answer never comes, nothing is sent back. */
  readonly isMute: () => boolean;
  readonly sent: (text: string) => void;
  readonly ended: (connection: HousedConnection) => void;
}

/** One client's connection to a venue; what is said before its line is there waits for it. */
export class HousedConnection {
  readonly bornAtMs: number;
  readonly messages: WindowMeter;
  readonly outlet: Outlet;
  lastHeardMs: number;
  session: Session | undefined;
  /** Topics under which the venue's index has this connection. */
  indexed: ReadonlySet<string> = new Set();
  state: 'opening' | 'open' | 'closed' = 'opening';
  readonly #parts: ConnectionParts;
  readonly #pass: Passage;
  #line: ClientLine | undefined;
  #held: ((line: ClientLine) => void)[] = [];

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.bornAtMs = parts.nowMs;
    this.lastHeardMs = parts.nowMs;
    this.messages = new WindowMeter(parts.messagesPerMs);
    this.#pass = parts.passage(this) ?? ((text) => this.send(text));
    this.outlet = {
      headers: parts.headers,
      send: (frame) => {
        if (!parts.isMute()) this.#pass(textOf(frame));
      },
      ping: () => this.#do((line) => line.ping()),
      close: (code, reason) => this.close(code, reason),
      drop: () => this.drop(),
    };
  }

  /** The line is there: what was said meanwhile goes first. */
  start(line: ClientLine): void {
    if (this.state !== 'closed') this.state = 'open';
    this.#line = line;
    for (const act of this.#held) act(line);
    this.#held = [];
    if (this.state === 'closed') line.drop();
  }

  /** A frame of the market or the account, under the key it is wanted by. */
  tell(text: string, key: string, of: 'market' | 'account'): void {
    this.#pass(text, key, of);
  }

  /** Past every fault. */
  send(text: string): void {
    if (this.state === 'closed') return;
    this.#parts.sent(text);
    this.#do((line) => line.send(text));
  }

  close(code: number, reason: string): void {
    this.#do((line) => line.close(code, reason));
    this.end();
  }

  drop(): void {
    this.#do((line) => line.drop());
    this.end();
  }

  /** The line is gone, or nobody cares for it any more. */
  end(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.#parts.ended(this);
  }

  #do(act: (line: ClientLine) => void): void {
    if (this.state === 'closed') return;
    if (this.#line === undefined) this.#held.push(act);
    else act(this.#line);
  }
}

/** A JSON value or a text as it goes on the wire. */
export const textOf = (frame: unknown): string =>
  typeof frame === 'string' ? frame : (JSON.stringify(frame) ?? 'null');
