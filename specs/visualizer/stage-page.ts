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
