import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Scalar } from 'yaml';

/** A YAML document reduced to maps, lists and leaves. Numbers stay text: money must not pass through a float. */
export type ConfigTree = string | boolean | null | readonly ConfigTree[] | ConfigMap;
export interface ConfigMap {
  readonly [key: string]: ConfigTree;
}

/** A place in a file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface TreeFault {
  readonly path: readonly string[];
  readonly place: Place;
  readonly expected: string;
  readonly found: string;
}

export interface ParsedTree {
  readonly tree: ConfigTree;
  readonly faults: readonly TreeFault[];
  /** Where a key stands, and where its value does; `undefined` when the file does not have it. */
  keyPlace(path: readonly string[]): Place | undefined;
  valuePlace(path: readonly string[]): Place | undefined;
}

/** Reads YAML text. What is not plain data (aliases, tags, odd keys) or stands twice is a fault, not an exception. */
export const parseTree = (text: string): ParsedTree => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, merge: false });
  const reader = new TreeReader(lines);
  const tree = document.errors.length > 0 ? null : reader.read(document.contents, []);
  reader.addSyntaxFaults(document);
  return {
    tree,
    faults: reader.faults,
    keyPlace: (path) => reader.keys.get(nameOf(path)),
    valuePlace: (path) => reader.values.get(nameOf(path)),
  };
};

export const isConfigMap = (tree: ConfigTree | undefined): tree is ConfigMap =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);

/** `overlay` over `base`, key by key; an empty section (`null`) changes nothing; lists and leaves replace. */
export const mergeTrees = (base: ConfigTree, overlay: ConfigTree): ConfigTree => {
  if (!isConfigMap(base)) return overlay;
  if (overlay === null) return base;
  if (!isConfigMap(overlay)) return overlay;
  const merged: Record<string, ConfigTree> = { ...base };
  for (const [key, value] of Object.entries(overlay)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    merged[key] = below === undefined ? value : mergeTrees(below, value);
  }
  return merged;
};

const nameOf = (path: readonly string[]): string => JSON.stringify(path);

/** Keys that would reach an object's machinery instead of its data. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

class TreeReader {
  readonly faults: TreeFault[] = [];
  readonly keys = new Map<string, Place>();
  readonly values = new Map<string, Place>();
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: unknown, path: readonly string[]): ConfigTree {
    const place = this.#placeOf(node);
    if (place !== undefined) this.values.set(nameOf(path), place);
    if (node === null || node === undefined) return null;
    if (isScalar(node)) return this.#leaf(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, String(index)]));
    if (isMap(node)) return this.#map(node, path);
    this.#fault(path, node, {
      expected: 'a value written out',
      found: isAlias(node) ? `alias *${node.source}` : 'other',
    });
    return null;
  }

  addSyntaxFaults(document: Document.Parsed): void {
    for (const problem of [...document.errors, ...document.warnings]) {
      const place = this.#place(problem.pos[0]);
      this.faults.push({ path: [], place, expected: 'valid YAML', found: problem.message.split('\n')[0] ?? '' });
    }
  }

  #map(node: { readonly items: readonly { key: unknown; value: unknown }[] }, path: readonly string[]): ConfigMap {
    const map: Record<string, ConfigTree> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? (key.source ?? String(key.value)) : undefined;
      if (name === undefined || FORBIDDEN.has(name)) {
        this.#fault(path, key, { expected: 'a plain key', found: name ?? 'a key of several parts' });
        continue;
      }
      const below = [...path, name];
      const earlier = this.keys.get(nameOf(below));
      if (earlier !== undefined)
        this.#fault(below, key, { expected: 'each key once', found: `again (first on line ${earlier.line})` });
      const place = this.#placeOf(key);
      if (place !== undefined) this.keys.set(nameOf(below), place);
      map[name] = this.read(value, below);
    }
    return map;
  }

  #leaf(node: Scalar, path: readonly string[]): ConfigTree {
    if (node.tag !== undefined) this.#fault(path, node, { expected: 'a value without a tag', found: node.tag });
    const { value } = node;
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    return node.source ?? JSON.stringify(value);
  }

  #fault(path: readonly string[], node: unknown, what: Pick<TreeFault, 'expected' | 'found'>): void {
    this.faults.push({ path, place: this.#placeOf(node) ?? { line: 1, column: 1 }, ...what });
  }

  #placeOf(node: unknown): Place | undefined {
    const offset = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
    return typeof offset === 'number' ? this.#place(offset) : undefined;
  }

  #place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}
