import { dirname, join, normalize } from 'node:path/posix';
import { errorCodesOf, functionsOf, importsOf, usesOf } from './source-tree.ts';
import type { SourceFile } from './source-tree.ts';

/** Which folders a folder may import from; the order is the storeys of the house. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  clock: ['domain'],
  threads: [],
  connectivity: ['domain', 'clock'],
  venues: ['domain', 'clock', 'connectivity'],
  lending: ['domain', 'connectivity'],
  market: ['domain', 'clock', 'analytics'],
  analytics: ['domain'],
  risk: ['domain', 'analytics', 'ledger'],
  position: ['domain', 'clock', 'analytics', 'risk'],
  execution: ['domain', 'clock', 'risk'],
  ledger: ['domain'],
  journal: ['domain'],
  history: ['domain', 'clock', 'analytics', 'journal'],
  simulator: ['domain', 'clock', 'connectivity', 'analytics', 'venues'],
  replay: ['domain', 'clock', 'journal'],
  monitor: ['domain', 'clock', 'ledger'],
  engine: [
    'domain',
    'clock',
    'connectivity',
    'market',
    'analytics',
    'risk',
    'position',
    'execution',
    'ledger',
    'journal',
    'monitor',
  ],
  visualizer: ['domain', 'monitor', 'engine'],
  past: [
    'domain',
    'clock',
    'analytics',
    'ledger',
    'market',
    'position',
    'execution',
    'risk',
    'journal',
    'monitor',
    'engine',
    'visualizer',
  ],
  chaos: ['domain', 'analytics', 'ledger', 'position', 'risk', 'venues', 'journal', 'simulator', 'engine', 'threads'],
  worlds: [
    'domain',
    'clock',
    'connectivity',
    'venues',
    'market',
    'analytics',
    'risk',
    'position',
    'execution',
    'ledger',
    'journal',
    'history',
    'simulator',
    'replay',
    'monitor',
    'engine',
    'history',
  ],
  backtest: ['domain', 'clock', 'threads', 'ledger', 'history', 'journal', 'simulator', 'monitor', 'engine', 'worlds'],
};

/** Folders that only wire others together: exempt from purity by suffix. */
const WIRING = ['engine', 'worlds', 'cli'];
/** Folders that may import everything. */
const TOP = ['cli'];

const IMPURE_PACKAGES = ['xstate', 'rxjs', 'ws', 'lmdb'];
const BANNED_NAMES = ['utils', 'helpers', 'common', 'types'];
const SUFFIXES = ['machine', 'actor', 'stream', 'adapter'];

const FILE_LINES_MAX = 250;
const FUNCTION_LINES_MAX = 50;
const PARAMETERS_MAX = 3;

const folderOf = (path: string): string => path.split('/')[1] ?? '';
const suffixOf = (path: string): string | undefined => {
  const parts = path.split('/').at(-1)?.split('.') ?? [];
  const suffix = parts.at(-2);
  return parts.length > 2 && suffix !== undefined && SUFFIXES.includes(suffix) ? suffix : undefined;
};
const packageOf = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? specifier);

/** Breaches of the import table: direction, endings, barrels. */
export const importBreaches = (file: SourceFile): readonly string[] => {
  const folder = folderOf(file.path);
  const isRoot = file.path === 'src/index.ts';
  return importsOf(file).flatMap(({ specifier }) => {
    if (!specifier.startsWith('.')) return [];
    if (!specifier.endsWith('.ts')) return [`${file.path}: "${specifier}" does not end in .ts`];
    const target = normalize(join(dirname(file.path), specifier));
    if (target.endsWith('/index.ts')) return [`${file.path}: imports the barrel ${target}`];
    const targetFolder = folderOf(target);
    if (isRoot || TOP.includes(folder) || targetFolder === folder) return [];
    const allowed = mayImport[folder];
    if (allowed === undefined) return [`${file.path}: folder "${folder}" is not on the map`];
    return allowed.includes(targetFolder) ? [] : [`${file.path}: ${folder}/ may not import ${target}`];
  });
};

/** A file without a suffix may not import, at run time, what its name does not promise. */
export const purityBreaches = (file: SourceFile): readonly string[] => {
  if (WIRING.includes(folderOf(file.path)) || file.path === 'src/index.ts') return [];
  const suffix = suffixOf(file.path);
  if (suffix === 'adapter') return [];
  const allowed: readonly string[] =
    suffix === 'machine' || suffix === 'actor' ? ['xstate'] : suffix === 'stream' ? ['rxjs'] : [];
  return importsOf(file).flatMap(({ specifier, isTypeOnly }) => {
    const name = packageOf(specifier);
    const isImpure = specifier.startsWith('node:') || IMPURE_PACKAGES.includes(name);
    return isTypeOnly || !isImpure || allowed.includes(name) ? [] : [`${file.path}: imports "${specifier}"`];
  });
};

const AMBIENT = new Set([
  'Date.now',
  'new Date()',
  'Date()',
  'performance.now',
  'Math.random',
  'setTimeout()',
  'setInterval()',
  'setImmediate()',
  'globalThis.setTimeout',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.getRandomValues',
  'randomBytes()',
  'randomUUID()',
  'randomInt()',
]);

/** Time and chance come through our own doors. */
export const ambientBreaches = (file: SourceFile): readonly string[] => {
  const isDoor = file.path === 'src/clock/wall-clock.adapter.ts' || file.path === 'src/simulator/prng.ts';
  const isPlumbing = suffixOf(file.path) === 'adapter' && ['connectivity', 'journal'].includes(folderOf(file.path));
  if (isDoor || isPlumbing) return [];
  return usesOf(file).flatMap(({ what, line }) => (AMBIENT.has(what) ? [`${file.path}:${line}: uses ${what}`] : []));
};

/** Files and functions that a person can hold in the head. `exceptions` are paths, or `path#function`. */
export const sizeBreaches = (file: SourceFile, exceptions: ReadonlySet<string>): readonly string[] => {
  const lines = file.text.split('\n').length - 1;
  const isLong = lines > FILE_LINES_MAX && !exceptions.has(file.path);
  return [
    ...(isLong ? [`${file.path}: ${lines} lines, at most ${FILE_LINES_MAX}`] : []),
    ...functionsOf(file).flatMap((size) => {
      if (size.name === 'describe' || exceptions.has(`${file.path}#${size.name}`)) return [];
      const where = `${file.path}:${size.line}: ${size.name}`;
      return [
        ...(size.lines > FUNCTION_LINES_MAX ? [`${where} has ${size.lines} lines, at most ${FUNCTION_LINES_MAX}`] : []),
        ...(size.parameters > PARAMETERS_MAX && file.path.startsWith('src/')
          ? [`${where} takes ${size.parameters} parameters, at most 3`]
          : []),
      ];
    }),
  ];
};

/** Names that say what is inside, and where the suffix may stand. */
export const nameBreaches = (file: SourceFile): readonly string[] => {
  const name = file.path.split('/').at(-1) ?? '';
  const stem = name.split('.')[0] ?? '';
  return [
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) ? [] : [`${file.path}: not kebab-case`]),
    ...(BANNED_NAMES.includes(stem) ? [`${file.path}: "${stem}" names nothing`] : []),
    ...(name === 'index.ts' && file.path !== 'src/index.ts' ? [`${file.path}: a barrel`] : []),
  ];
};

/** Codes of typed errors that the map does not explain. */
export const undocumentedCodes = (files: readonly SourceFile[], documentation: string): readonly string[] =>
  files.flatMap((file) =>
    errorCodesOf(file).flatMap((code) =>
      documentation.includes(`\`${code}\``) ? [] : [`${file.path}: ${code} is not explained in src/README.md`],
    ),
  );

/** A venue's name outside venues/, simulator/ and the wiring: a new venue would then be more than one folder. */
export const venueNameBreaches = (file: SourceFile, venues: readonly string[]): readonly string[] => {
  const folder = folderOf(file.path);
  if (['venues', 'simulator', 'cli'].includes(folder)) return [];
  const code = file.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return venues.flatMap((venue) =>
    new RegExp(`['"\`]${venue}['"\`:]`).test(code) ? [`${file.path}: names the venue ${venue}`] : [],
  );
};
