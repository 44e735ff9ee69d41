import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
const ROWS = 16;

/** The engine under node --cpu-prof, its time by the function that spent it itself and by folder. */
export const profileTables = (scratch) => [
  ...table(scratch, 'simulated, 30 virtual minutes', [
    MAIN,
    'start',
    '--data',
    join(scratch, 'profiled'),
    '--speed',
    'max',
    '--for',
    '30m',
    '--json',
  ]),
  ...table(scratch, 'ingest of the mixed frames', [join(import.meta.dirname, 'ingest-child.mjs')]),
];

const table = (scratch, title, command) => {
  const name = `${title.replaceAll(/\W+/g, '-')}.cpuprofile`;
  const child = spawnSync(
    process.execPath,
    ['--cpu-prof', `--cpu-prof-dir=${scratch}`, `--cpu-prof-name=${name}`, ...command],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  const { byFunction, byFolder, totalUs } = selfTimes(JSON.parse(readFileSync(join(scratch, name), 'utf8')));
  const row = ([what, us]) => `  ${((100 * us) / totalUs).toFixed(1).padStart(5)} %  ${what}`;
  return [
    `${title}: ${(totalUs / 1e6).toFixed(1)} s sampled, by self time`,
    ...largest(byFunction).map(row),
    `${title}: by folder`,
    ...largest(byFolder).map(row),
  ];
};

const largest = (times) => [...times].toSorted(([, a], [, b]) => b - a).slice(0, ROWS);

const selfTimes = ({ nodes, samples, timeDeltas }) => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byFunction = new Map();
  const byFolder = new Map();
  let totalUs = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id) ?? { functionName: '', url: '', lineNumber: 0 };
    const us = timeDeltas[index] ?? 0;
    if (functionName === '(idle)') continue;
    const file = url.replace(/^.*\/(?:dist|node_modules|specs)\//, '');
    totalUs += us;
    add(byFunction, file === '' ? functionName : `${functionName || 'anonymous'} ${file}:${lineNumber + 1}`, us);
    add(byFolder, folderOf(file, functionName), us);
  }
  return { byFunction, byFolder, totalUs };
};

const folderOf = (file, functionName) => {
  if (file === '') return functionName === '(garbage collector)' ? functionName : '(native)';
  return file.startsWith('node:') ? 'node' : file.split('/').slice(0, -1).join('/').split('/').slice(0, 2).join('/');
};

const add = (times, key, us) => times.set(key, (times.get(key) ?? 0) + us);
