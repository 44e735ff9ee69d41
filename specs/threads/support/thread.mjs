import { parentPort, workerData } from 'node:worker_threads';

// a thread of a pool, by hand: doubles numbers, and dies as it is told to
const say = (words) => parentPort.postMessage(words, []);
parentPort.on('message', ({ type, task }) => {
  if (task === 'throw') throw new Error('out of everything');
  if (task === 'exit') process.exit(3);
  if (type === 'task') {
    say({ type: 'news', news: `${workerData.name} begins ${task}` });
    say({ type: 'result', result: task * 2 });
  } else say({ type: 'ended' });
});
