import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src/visualizer/messages.ts';

/** A page without a browser: what it was told so far. */
export interface StagePage {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[];
  until(isEnough: () => boolean): Promise<void>;
}

const nothing = (): void => undefined;

export const stagePage = (url: string, query = ''): StagePage => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws${query}`);
  const messages: ServerMessage[] = [];
  let look = nothing;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as ServerMessage);
    look();
  });
  socket.on('error', nothing);
  return {
    socket,
    messages,
    until: (isEnough) =>
      new Promise((resolve) => {
        look = () => {
          if (isEnough()) resolve();
        };
        look();
      }),
  };
};

/** Of the last delta or snapshot it was told. */
export const lastOf = ({ messages }: StagePage): number | undefined =>
  messages.flatMap((message) => (message.type === 'actor' ? [] : [message.n])).at(-1);

/** What it knows by its messages up to `n`, section by section. */
export const rowsAt = (
  { messages }: StagePage,
  n: number,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> => {
  const sections = new Map<string, Map<string, unknown>>();
  for (const message of messages) {
    if (message.type === 'actor' || message.n > n) continue;
    if (message.type === 'snapshot') sections.clear();
    for (const [name, changed] of Object.entries(message.changes)) {
      const rows = sections.get(name) ?? new Map<string, unknown>();
      sections.set(name, rows);
      for (const [key, row] of changed)
        if (row === null) rows.delete(key);
        else rows.set(key, row);
    }
  }
  // a section without rows is not told at all to who comes late
  const filled = [...sections].filter(([, rows]) => rows.size > 0);
  return Object.fromEntries(filled.map(([name, rows]) => [name, Object.fromEntries(rows)]));
};
