import { isConfigMap, parseTree } from '../../engine/config/config-tree.ts';
import type { ConfigTree } from '../../engine/config/config-tree.ts';
import { BacktestError } from '../backtest-error.ts';

/** A configuration key and the values it is given in turn. */
export interface Axis {
  readonly key: string;
  readonly values: readonly AxisValue[];
}

export interface AxisValue {
  /** As it is shown, and as YAML reads it. */
  readonly text: string;
  readonly tree: ConfigTree;
}

/** One value of every axis, in the order of the axes. */
export type Combination = readonly { readonly key: string; readonly value: AxisValue }[];

/** Values by key, as they are shown. */
export type Settings = Readonly<Record<string, string>>;

export interface GridSource {
  /** `entry.minNetBps=3,5,10`. */
  readonly sets: readonly string[];
  /** YAML: lists of values at keys, dotted or in sections. */
  readonly file?: { readonly name: string; readonly text: string } | undefined;
}

/** The axes of a grid: those of the file first. Throws BacktestError `backtest.grid` in a sentence. */
export const axesOf = ({ sets, file }: GridSource): readonly Axis[] => {
  const axes = [...(file === undefined ? [] : fileAxes(file)), ...sets.map(setAxis)];
  if (axes.length === 0) throw gridError('nothing is swept: say --set entry.minNetBps=3,5,10, or --grid FILE');
  for (const [nth, { key }] of axes.entries())
    for (const other of axes.slice(nth + 1)) {
      if (other.key === key) throw gridError(`${key} is swept twice: name it once, with all its values`);
      if (other.key.startsWith(`${key}.`) || key.startsWith(`${other.key}.`))
        throw gridError(`${key} and ${other.key} cannot both be swept: one is part of the other`);
    }
  return axes;
};

/** How many runs a grid is. */
export const gridSize = (axes: readonly Axis[]): number => axes.reduce((size, { values }) => size * values.length, 1);

/** Every combination, the last axis moving first. */
export const combinationsOf = (axes: readonly Axis[]): readonly Combination[] =>
  axes.reduce<readonly Combination[]>(
    (done, { key, values }) => done.flatMap((one) => values.map((value) => [...one, { key, value }])),
    [[]],
  );

export const settingsOf = (combination: Combination): Settings =>
  Object.fromEntries(combination.map(({ key, value }) => [key, value.text]));

/** `entry.minNetBps=5 exit.exitCarryBps=0`. */
export const settingsText = (settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

const KEY = /^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*$/;

const setAxis = (text: string): Axis => {
  const [key = '', ...rest] = text.split('=');
  if (rest.length === 0 || !KEY.test(key.trim()))
    throw gridError(`--set ${text}: a key and its values are expected, such as entry.minNetBps=3,5,10`);
  const { tree, faults } = parseTree(`[${rest.join('=')}]`);
  const [fault] = faults;
  if (fault !== undefined) throw gridError(`--set ${text}: expected ${fault.expected}, found ${fault.found}`);
  return axisOf(key.trim(), Array.isArray(tree) ? tree : [], '--set');
};

const fileAxes = ({ name, text }: { readonly name: string; readonly text: string }): readonly Axis[] => {
  const { tree, faults } = parseTree(text);
  const [fault] = faults;
  if (fault !== undefined) {
    const { path, place, expected, found } = fault;
    throw gridError(`${name}:${place.line}:${place.column} ${path.join('.')}: expected ${expected}, found ${found}`);
  }
  if (!isConfigMap(tree))
    throw gridError(`${name}: keys with lists of values are expected, such as entry.minNetBps: [3, 5]`);
  return listsWithin(tree, '', name);
};

const listsWithin = (tree: ConfigTree, key: string, name: string): readonly Axis[] => {
  if (isConfigMap(tree))
    return Object.entries(tree).flatMap(([part, below]) =>
      listsWithin(below, key === '' ? part : `${key}.${part}`, name),
    );
  if (!Array.isArray(tree)) throw gridError(`${name}: ${key}: a list of values is expected, such as [3, 5, 10]`);
  if (!KEY.test(key)) throw gridError(`${name}: ${key} is no key of a configuration`);
  return [axisOf(key, tree, name)];
};

const axisOf = (key: string, trees: readonly ConfigTree[], where: string): Axis => {
  if (trees.length === 0) throw gridError(`${where}: ${key} has no values: name at least one`);
  const values = trees.map((tree) => ({ text: valueText(tree), tree }));
  if (values.some(({ tree }) => tree === null || tree === '')) throw gridError(`${where}: ${key} has an empty value`);
  const twice = values.find(({ text }, nth) => values.findIndex((value) => value.text === text) !== nth);
  if (twice !== undefined) throw gridError(`${where}: ${key} is given ${twice.text} twice`);
  return { key, values };
};

const valueText = (tree: ConfigTree): string => {
  if (isConfigMap(tree))
    return `{ ${Object.entries(tree)
      .map(([key, value]) => `${key}: ${valueText(value)}`)
      .join(', ')} }`;
  if (typeof tree === 'object') return tree === null ? 'null' : `[${tree.map(valueText).join(', ')}]`;
  return String(tree);
};

const gridError = (message: string): BacktestError => new BacktestError('backtest.grid', message);
