// Pages that read everything they are told: `pages-child.mjs URL`, then `join COUNT` and `leave` on its input, a line each. It
// answers a line when all have their snapshot, or all are gone.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const [url] = process.argv.slice(2);

const joined = async () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { origin: url });
  await once(socket, 'message');
  // read and thrown away
  socket.on('message', () => undefined);
  return socket;
};

const gone = async (socket) => {
  socket.close();
  await once(socket, 'close');
};

let sockets = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, count] = line.split(' ');
  if (verb === 'join') sockets = await Promise.all(Array.from({ length: Number(count) }, joined));
  else await Promise.all(sockets.splice(0).map(gone));
  process.stdout.write('done\n');
}
