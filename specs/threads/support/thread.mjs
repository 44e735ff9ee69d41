import { parentPort, workerData } from 'node:worker_threads';

// a thread of a pool, by hand: doubles numbers, and dies as it is told to
parentPort.on('message', (words) => {
  if (words.type === 'end') return parentPort.postMessage({ type: 'ended' });
  if (words.task === 'throw') throw new Error('out of everything');
  if (words.task === 'exit') process.exit(3);
  parentPort.postMessage({ type: 'news', news: `${workerData.name} begins ${words.task}` });
  parentPort.postMessage({ type: 'result', result: words.task * 2 });
});
