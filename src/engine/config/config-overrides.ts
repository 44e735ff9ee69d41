import type { ConfigFault } from './config-report.ts';
import type { ConfigTree } from './config-tree.ts';

/** Single keys over file and preset, such as a sweep sets. */
export interface ConfigOverrides {
  /** How faults name where they came from, such as `swept key`. */
  readonly name: string;
  /** By dotted path, as they would stand in a file; no path begins another. */
  readonly values: Readonly<Record<string, ConfigTree>>;
}

/** Dotted paths as sections within sections; `null`, which changes nothing, where there are none. */
export const overrideTree = ({ values }: ConfigOverrides): ConfigTree => {
  const root: Record<string, ConfigTree> = {};
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let section = root;
    for (const key of keys) {
      const below = Object.hasOwn(section, key) ? section[key] : undefined;
      // what is no section yet is one from here on: no path begins another
      section = section[key] = isSection(below) ? below : {};
    }
    section[last] = value;
  }
  return Object.keys(root).length === 0 ? null : root;
};

const isSection = (tree: ConfigTree | undefined): tree is Record<string, ConfigTree> =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);

/** A fault of an override stands in no file: at its key, within it, or above it where no file has that. */
export const blameOverrides = (
  faults: readonly ConfigFault[],
  { name, values }: ConfigOverrides,
): readonly ConfigFault[] => {
  const paths = Object.keys(values);
  const isTheirs = ({ key, line }: ConfigFault): boolean =>
    paths.some(
      (path) => path === key || key.startsWith(`${path}.`) || (line === undefined && path.startsWith(`${key}.`)),
    );
  return faults.map((fault) => {
    if (!isTheirs(fault)) return fault;
    const { line: _line, column: _column, ...rest } = fault;
    return { ...rest, file: name };
  });
};
