import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sizeExceptions } from './size-exceptions.ts';
import {
  ambientBreaches,
  importBreaches,
  nameBreaches,
  purityBreaches,
  sizeBreaches,
  undocumentedCodes,
  venueNameBreaches,
} from './rules.ts';
import { repository, sourceFiles } from './source-tree.ts';
import type { SourceFile } from './source-tree.ts';

const src = sourceFiles('src');
const specs = sourceFiles('specs');
const venues = ['binance', 'bybit', 'okx', 'deribit', 'kucoin', 'hyperliquid', 'backpack', 'holysheep', 'tickdb'];
const sample = (path: string, text: string): SourceFile => ({ path, text });
const readme = readFileSync(join(repository, 'src/README.md'), 'utf8');

describe('the house', () => {
  it('sees the whole source', () => {
    expect(src.length).toBeGreaterThan(60);
    expect(src.map(({ path }) => path)).toContain('src/domain/units.ts');
  });

  it('imports only downwards, by full file name, without barrels', () => {
    expect(src.flatMap(importBreaches)).toEqual([]);
  });

  it('keeps files without a suffix pure', () => {
    expect(src.flatMap(purityBreaches)).toEqual([]);
  });

  it('takes time and chance only through its own doors', () => {
    expect(src.flatMap(ambientBreaches)).toEqual([]);
  });

  it('keeps files and functions small', () => {
    expect([...src, ...specs].flatMap((file) => sizeBreaches(file, sizeExceptions))).toEqual([]);
  });

  it('names files for what they hold', () => {
    expect(src.flatMap(nameBreaches)).toEqual([]);
  });

  it('names venues only where a new venue is added', () => {
    expect(src.flatMap((file) => venueNameBreaches(file, venues))).toEqual([]);
  });

  it('explains every error code in src/README.md', () => {
    expect(undocumentedCodes(src, readme)).toEqual([]);
  });

  it('lists no exception that is not needed any more', () => {
    const without = [...src, ...specs].flatMap((file) => sizeBreaches(file, new Set()));
    const needed = [...sizeExceptions].filter((exception) =>
      without.some((breach) => breach.startsWith(exception.split('#')[0] ?? exception)),
    );
    expect(needed).toEqual([...sizeExceptions]);
  });
});

describe('each rule catches a bad sample', () => {
  it('an import upwards, without an ending, of a barrel, from an unknown folder', () => {
    expect(importBreaches(sample('src/domain/a.ts', "import { b } from '../engine/b.ts';"))).toHaveLength(1);
    expect(importBreaches(sample('src/clock/a.ts', "import type { b } from '../market/b.ts';"))).toHaveLength(1);
    expect(importBreaches(sample('src/domain/a.ts', "import { b } from './b';"))).toHaveLength(1);
    expect(importBreaches(sample('src/clock/a.ts', "export * from '../domain/index.ts';"))).toHaveLength(1);
    expect(importBreaches(sample('src/attic/a.ts', "import { b } from '../domain/b.ts';"))).toHaveLength(1);
    expect(importBreaches(sample('src/engine/a.ts', "const b = await import('../cli/b.ts');"))).toHaveLength(1);
    expect(importBreaches(sample('src/clock/a.ts', "import { b } from '../domain/b.ts';"))).toEqual([]);
  });

  it('an impure import in a file that promises purity', () => {
    expect(purityBreaches(sample('src/domain/a.ts', "import { Subject } from 'rxjs';"))).toHaveLength(1);
    expect(purityBreaches(sample('src/risk/a.machine.ts', "import { open } from 'lmdb';"))).toHaveLength(1);
    expect(purityBreaches(sample('src/risk/a.ts', "import { readFile } from 'node:fs';"))).toHaveLength(1);
    expect(purityBreaches(sample('src/risk/a.ts', "import type { Observable } from 'rxjs';"))).toEqual([]);
    expect(purityBreaches(sample('src/risk/a.machine.ts', "import { setup } from 'xstate';"))).toEqual([]);
  });

  it('ambient time and chance', () => {
    for (const use of ['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'performance.now()'])
      expect(ambientBreaches(sample('src/risk/a.ts', `export const a = ${use};`))).toHaveLength(1);
    expect(ambientBreaches(sample('src/risk/a.ts', 'export const a = new Date(0);'))).toEqual([]);
    expect(ambientBreaches(sample('src/clock/wall-clock.adapter.ts', 'export const a = Date.now();'))).toEqual([]);
  });

  it('a long file, a long function, a crowd of parameters', () => {
    const long = sample('src/risk/a.ts', 'export const a = 1;\n'.repeat(251));
    expect(sizeBreaches(long, new Set())).toHaveLength(1);
    expect(sizeBreaches(long, new Set(['src/risk/a.ts']))).toEqual([]);
    const body = `export const f = () => {\n${'  g();\n'.repeat(50)}};\n`;
    expect(sizeBreaches(sample('src/risk/a.ts', body), new Set())).toHaveLength(1);
    expect(sizeBreaches(sample('src/risk/a.ts', 'export const f = (a, b, c, d) => a;\n'), new Set())).toHaveLength(1);
  });

  it('a name that says nothing, an undocumented code, a venue outside its folder', () => {
    expect(nameBreaches(sample('src/risk/utils.ts', ''))).toHaveLength(1);
    expect(nameBreaches(sample('src/risk/GateKeeper.ts', ''))).toHaveLength(1);
    expect(undocumentedCodes([sample('src/a.ts', "class A { readonly code = 'a.b'; }")], 'nothing')).toHaveLength(1);
    expect(undocumentedCodes([sample('src/a.ts', "class A { readonly code = 'a.b'; }")], 'see `a.b`')).toEqual([]);
    expect(venueNameBreaches(sample('src/risk/a.ts', "if (venue === 'okx') pay();"), venues)).toHaveLength(1);
  });
});
