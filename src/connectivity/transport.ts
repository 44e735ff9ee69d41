/** Sockets and requests as connectivity needs them: the real network, or one in memory under virtual time. */
export interface Transport {
  /** Opens a socket; everything that happens to it is told to `events`, `closed` or `failed` exactly once and last. */
  socket(url: string, events: SocketEvents, options?: SocketOptions): Socket;
  /** One HTTP exchange. Never rejects: what went wrong is an outcome. */
  request(request: HttpRequest): Promise<HttpOutcome>;
}

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The address is `http(s)`: this body is posted, and each line of the endless answer is a message; nothing can be sent. */
  readonly post?: string;
  /** Frames above this close the socket; 16 MiB when absent. */
  readonly payloadMaxBytes?: number;
  /** A socket that has not opened by then has failed; 10 s when absent. */
  readonly openTimeoutMs?: number;
}

export interface Socket {
  /** Sends a text frame; ignored on a socket that is not open. */
  send(text: string): void;
  /** A protocol ping; `ponged` follows. */
  ping(): void;
  /** Closes politely, and without waiting for a peer that does not answer. */
  close(): void;
}

export interface SocketEvents {
  readonly opened: () => void;
  /** A text frame, or a binary one as text (latin-1 where it is not UTF-8): never parsed here. */
  readonly message: (text: string) => void;
  /** A protocol ping (answered already) or pong came: the line is alive. */
  readonly ponged: () => void;
  readonly closed: (end: { readonly code: number; readonly reason: string }) => void;
  /** It never opened: refused, timed out, or an HTTP answer instead of an upgrade. */
  readonly failed: (failure: TransportFailure) => void;
}

/** Why something did not get through. `status` and `body` where an HTTP server answered. */
export interface TransportFailure {
  readonly cause: 'refused' | 'timeout' | 'unreachable' | 'http' | 'protocol';
  readonly message: string;
  readonly status?: number;
  /** At most the first 500 characters. */
  readonly body?: string;
  readonly retryAfterMs?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The whole exchange, ms; 10 s when absent. */
  readonly timeoutMs?: number;
}

export type HttpOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'failure'; readonly failure: TransportFailure };
