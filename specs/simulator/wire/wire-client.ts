import { WebSocket } from 'ws';

/** A client that keeps what it is told. */
export class WireClient {
  /** Frames as JSON, or as text where they are none. */
  readonly heard: unknown[] = [];
  readonly texts: string[] = [];
  /** HTTP status in place of an upgrade. */
  refusal: number | undefined;
  readonly socket: WebSocket;
  end: { readonly code: number; readonly reason: string } | undefined;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      this.texts.push((data as Buffer).toString());
      this.heard.push(parsed(this.texts.at(-1) ?? ''));
      this.#wake();
    });
    this.socket.on('unexpected-response', (_request, response) => {
      this.refusal = response.statusCode;
      this.socket.terminate();
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.end = { code, reason: String(reason) };
      this.#wake();
    });
    this.socket.on('error', () => this.#wake());
  }

  async until<T>(found: (client: WireClient) => T | undefined): Promise<T> {
    for (;;) {
      const value = found(this);
      if (value !== undefined) return value;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  frame(member: string): Promise<Record<string, unknown>> {
    return this.until(({ heard }) => heard.map((one) => one as Record<string, unknown>).find((one) => member in one));
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
