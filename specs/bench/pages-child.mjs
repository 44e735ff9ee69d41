// So many pages that read everything they are told: `pages-child.mjs URL COUNT`. Says so once all have their snapshot.
import { WebSocket } from 'ws';

const [url, count] = process.argv.slice(2);
let waiting = Number(count);
for (let page = waiting; page > 0; page -= 1) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { origin: url });
  socket.once('message', () => {
    waiting -= 1;
    if (waiting === 0) process.stdout.write('all\n');
  });
}
