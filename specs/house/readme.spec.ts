import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/engine/config/config.ts';
import { repository } from './source-tree.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const main = join(repository, 'dist/cli/main.js');
const scratch = mkdtempSync(join(tmpdir(), 'hedgerow-readme-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The fenced blocks of a language, in order. */
const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code ?? '');

const lines = (block: string): readonly string[] =>
  block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');

const commands = blocks(readme, 'sh').flatMap(lines);
const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
).scripts;

const recording = (): string => {
  const folder = join(repository, 'fixtures/scenarios');
  const file = readdirSync(folder).find((name) => name.endsWith('.ndjson.gz'));
  if (file === undefined) throw new Error('fixtures/scenarios holds no compressed recording');
  return join(folder, file);
};

describe('the code blocks of README.md', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(6);
    expect(blocks('```sh\na # note\nb\n```\n', 'sh').flatMap(lines)).toEqual(['a', 'b']);
  });

  it('name npm scripts that exist', () => {
    const named = commands.flatMap((line) => [...line.matchAll(/npm (?:run )?(start|test|bench|soak|build)\b/g)]);
    expect(named.length).toBeGreaterThanOrEqual(2);
    for (const [, script] of named) expect(Object.keys(scripts)).toContain(script);
  });

  it.skipIf(!existsSync(main))(
    'run (skipped where the project is not built)',
    () => {
      copyFileSync(recording(), join(scratch, 'recording.ndjson.gz'));
      const runs = commands.filter((line) => line.startsWith('npx hedgerow '));
      expect(runs.length).toBeGreaterThanOrEqual(5);
      for (const line of runs) {
        const words = line.replace('npx hedgerow ', '').split(' ');
        const output = execFileSync(process.execPath, [main, ...words], {
          cwd: scratch,
          encoding: 'utf8',
          stdio: 'pipe',
        });
        expect(output.length, line).toBeGreaterThan(0);
      }
    },
    240_000,
  );

  it('hold configurations without a fault', () => {
    const configurations = blocks(readme, 'yaml');
    expect(configurations.length).toBeGreaterThan(0);
    for (const text of configurations) expect(() => parseConfig({ text, fileName: 'README.md' })).not.toThrow();
    expect(() => parseConfig({ text: 'entry: { minNetBsp: 1 }', fileName: 'README.md' })).toThrow('minNetBps');
  });

  it('show the library example that specs/embed runs', () => {
    const [example] = blocks(readme, 'ts');
    const file = readFileSync(join(repository, 'specs/embed/example.ts'), 'utf8');
    expect(file.replaceAll(/from '[^']*index\.(?:ts|js)'/g, "from 'hedgerow'")).toContain(
      (example ?? 'nothing').trim(),
    );
  });
});
