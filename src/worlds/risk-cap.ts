import { isConfigMap, parseTree } from '../engine/config/config-tree.ts';
import type { ConfigTree } from '../engine/config/config-tree.ts';

/** Limits that whoever risks money has to write down; no preset and no default stands in for them. */
const CAPS = ['grossNotionalMaxUsd', 'legNotionalMaxUsd'] as const;

/** The caps that a configuration file does not name itself. `undefined`: there is no file. */
export const unwrittenCaps = (text: string | undefined): readonly string[] => {
  const tree: ConfigTree = text === undefined ? null : parseTree(text).tree;
  const limits = isConfigMap(tree) ? tree['limits'] : null;
  return CAPS.filter((cap) => !isConfigMap(limits ?? null) || !Object.hasOwn(limits as object, cap)).map(
    (cap) => `limits.${cap}`,
  );
};
