import { z } from 'zod';
import type { VenueId } from '../../domain/ids.ts';
import { PRESET_NAMES, isPreset, presetYaml } from './config-presets.ts';
import { blameOverrides, overrideTree } from './config-overrides.ts';
import type { ConfigOverrides } from './config-overrides.ts';
import { ConfigError, isSecretKey, nearestKey, shown } from './config-report.ts';
import type { ConfigFault } from './config-report.ts';
import { brokenRules } from './config-rules.ts';
import { configSchema } from './config-schema.ts';
import type { ParsedConfig, VenueConfig } from './config-schema.ts';
import { isConfigMap, mergeTrees, parseTree } from './config-tree.ts';
import type { ConfigTree, ParsedTree } from './config-tree.ts';
import { defaultConfigYaml } from './default-config.ts';

/** The effective configuration: parsed once, every value in its unit. */
export interface Config extends Omit<ParsedConfig, 'venues'> {
  /** What a venue that is not named has. */
  readonly everyVenue: VenueConfig;
  /** The known venues and those a file names, each complete. */
  readonly venues: Readonly<Record<string, VenueConfig>>;
}

export interface ConfigSource {
  /** YAML; JSON is YAML too. */
  readonly text?: string | undefined;
  /** How faults name the text [config]. */
  readonly fileName?: string | undefined;
  /** Wins over the file's own `preset` key. */
  readonly preset?: string | undefined;
  /** Wins over the file [nothing]. */
  readonly overrides?: ConfigOverrides | undefined;
  /** The venues there are; a file that names another is at fault. Unchecked when absent. */
  readonly knownVenues?: readonly string[] | undefined;
  /** Where `env:NAME` values come from [nothing]. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Defaults, then the preset, then the file, then the overrides, validated whole. Throws ConfigError with every fault at once. */
export const parseConfig = (source: ConfigSource = {}): Config => {
  const fileName = source.fileName ?? 'config';
  const file = parseTree(source.text ?? '');
  const faults: ConfigFault[] = file.faults.map(({ path, place, expected, found }) => ({
    file: fileName,
    ...place,
    key: path.join('.'),
    expected,
    found,
  }));
  const reader = { file, fileName };
  const own = resolveEnvironment(file.tree, reader, { env: source.env ?? {}, faults });
  if (own !== null && !isConfigMap(own))
    faults.push(faultAt(reader, [], { expected: 'a map of sections', found: shown(own) }));
  const overlay = isConfigMap(own) ? own : null;
  const { overrides = { name: '', values: {} } } = source;
  const over = overrideTree(overrides);
  const layered = [presetTree(source.preset, overlay, faults), overlay, over].reduce(mergeTrees, defaultTree());
  const parsed = configSchema.safeParse(layered);
  if (!parsed.success) faults.push(...issueFaults(parsed.error.issues, reader, layered));
  if (parsed.success)
    for (const { path, expected } of brokenRules(parsed.data))
      faults.push(faultAt(reader, path, { expected, found: shown(at(layered, path)) }));
  faults.push(...unknownVenues(mergeTrees(overlay ?? {}, over), reader, source.knownVenues));
  if (faults.length > 0 || !parsed.success) throw new ConfigError(blameOverrides(faults, overrides));
  return complete(parsed.data, { knownVenues: source.knownVenues ?? [], preset: source.preset });
};

/** One venue's settings, named in the configuration or not. */
export const venueConfig = (config: Config, venue: VenueId): VenueConfig =>
  (Object.hasOwn(config.venues, venue) ? config.venues[venue] : undefined) ?? config.everyVenue;

interface Reader {
  readonly file: ParsedTree;
  readonly fileName: string;
}

const defaultTree = (): ConfigTree => parseTree(defaultConfigYaml).tree;

const presetTree = (asked: string | undefined, overlay: ConfigTree, faults: ConfigFault[]): ConfigTree => {
  const inFile = isConfigMap(overlay) && typeof overlay['preset'] === 'string' ? overlay['preset'] : 'none';
  const name = asked ?? inFile;
  if (isPreset(name)) return parseTree(presetYaml[name]).tree;
  if (asked !== undefined && asked !== 'none')
    faults.push({ file: '--preset', key: '', expected: `one of ${PRESET_NAMES.join(', ')}`, found: shown(asked) });
  return null;
};

const complete = (
  { venues: { everyVenue, ...named }, ...rest }: ParsedConfig,
  { knownVenues, preset }: { knownVenues: readonly string[]; preset: string | undefined },
): Config => {
  const names = [...new Set([...knownVenues, ...Object.keys(named)])].sort();
  const venues = Object.fromEntries(names.map((name) => [name, withOwn(everyVenue, named[name])]));
  return { ...rest, preset: preset !== undefined && isPreset(preset) ? preset : rest.preset, everyVenue, venues };
};

type OwnVenue = { readonly [Key in keyof VenueConfig]?: VenueConfig[Key] | undefined };

/** A venue's own keys over those of every venue, fees and their tiers kind by kind. */
const withOwn = (every: VenueConfig, own: OwnVenue | undefined): VenueConfig => ({
  enabled: own?.enabled ?? every.enabled,
  symbols: own?.symbols ?? every.symbols,
  kinds: own?.kinds ?? every.kinds,
  capitalUsd: own?.capitalUsd ?? every.capitalUsd,
  capitalCoins: { ...every.capitalCoins, ...own?.capitalCoins },
  leverageRatio: own?.leverageRatio ?? every.leverageRatio,
  maintenanceFraction: own?.maintenanceFraction ?? every.maintenanceFraction,
  hosts: { ...every.hosts, ...own?.hosts },
  relay: own?.relay ?? every.relay,
  relayShareFraction: own?.relayShareFraction ?? every.relayShareFraction,
  relayShadow: own?.relayShadow ?? every.relayShadow,
  fees: { ...every.fees, ...own?.fees },
  feeTiers: { ...every.feeTiers, ...own?.feeTiers },
  volume30dUsd: own?.volume30dUsd ?? every.volume30dUsd,
});

/** Addresses that may hold a password or a key: read from the environment where asked for, never shown. */
const SECRET_ADDRESSES = [
  ['alerts', 'webhookUrl'],
  ['lending', 'url'],
] as const;

/** `env:NAME` leaves become the variable's value; one that is not set is a fault. */
const resolveEnvironment = (
  tree: ConfigTree,
  reader: Reader,
  { env, faults }: { env: Readonly<Record<string, string | undefined>>; faults: ConfigFault[] },
): ConfigTree => {
  let resolved = tree;
  for (const path of SECRET_ADDRESSES) {
    const value = at(tree, path);
    if (typeof value !== 'string' || !value.startsWith('env:')) continue;
    const name = value.slice('env:'.length);
    const found = (Object.hasOwn(env, name) ? env[name] : undefined) ?? '';
    if (found === '')
      faults.push(faultAt(reader, path, { expected: `${name} set in the environment`, found: 'nothing' }));
    const [section, key] = path;
    resolved = mergeTrees(resolved, { [section]: { [key]: found === '' ? 'none' : found } });
  }
  return resolved;
};

const unknownVenues = (
  asked: ConfigTree,
  reader: Reader,
  known: readonly string[] | undefined,
): readonly ConfigFault[] => {
  const venues = at(asked, ['venues']);
  if (known === undefined || !isConfigMap(venues)) return [];
  return Object.keys(venues)
    .filter((name) => name !== 'everyVenue' && !known.includes(name))
    .map((name) => unknownKey(reader, ['venues', name], ['everyVenue', ...known]));
};

const issueFaults = (
  issues: readonly z.core.$ZodIssue[],
  reader: Reader,
  layered: ConfigTree,
): readonly ConfigFault[] =>
  issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(reader, [...path, key], knownKeys(configSchema, path)));
    const isList = issue.code === 'invalid_type' && issue.expected === 'array';
    const expected = issue.code === 'custom' ? issue.message : isList ? 'a list' : 'a map of keys';
    const secret = SECRET_ADDRESSES.some((known) => known.join('.') === path.join('.'));
    return [faultAt(reader, path, { expected, found: secret ? 'something else' : shown(at(layered, path)) })];
  });

const unknownKey = (reader: Reader, path: readonly string[], known: readonly string[]): ConfigFault => {
  const key = path.at(-1) ?? '';
  const place = reader.file.keyPlace(path);
  const base = { file: reader.fileName, ...place, key: path.join('.'), found: 'an unknown key' };
  if (isSecretKey(key)) return { ...base, expected: 'secrets in the environment only' };
  const nearest = nearestKey(key, known);
  return { ...base, expected: 'a known key', ...(nearest === undefined ? {} : { nearest }) };
};

const faultAt = (
  { file, fileName }: Reader,
  path: readonly string[],
  what: Pick<ConfigFault, 'expected' | 'found'>,
): ConfigFault => {
  const place = file.valuePlace(path) ?? file.keyPlace(path) ?? entryPlace(file, path);
  return { file: fileName, ...place, key: path.join('.'), ...what };
};

/** Of a key that an entry of a list lacks: no default is meant for it, so the entry is to blame. */
const entryPlace = (file: ParsedTree, path: readonly string[]): ReturnType<ParsedTree['valuePlace']> => {
  const entry = path.slice(0, -1);
  return /^\d+$/.test(entry.at(-1) ?? '') ? file.valuePlace(entry) : undefined;
};

const at = (tree: ConfigTree, path: readonly string[]): ConfigTree | undefined => {
  let here: ConfigTree | undefined = tree;
  for (const key of path) {
    if (Array.isArray(here)) here = here[Number(key)] as ConfigTree | undefined;
    else here = isConfigMap(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
};

/** The keys a schema knows at a path, for suggestions; a named venue has those of every venue. */
const knownKeys = (schema: z.core.$ZodType, path: readonly string[]): readonly string[] => {
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, path.slice(1));
  if (!(schema instanceof z.ZodObject)) return [];
  const [key, ...rest] = path;
  const shape: Readonly<Record<string, z.core.$ZodType | undefined>> = schema.shape;
  if (key === undefined) return Object.keys(shape);
  const next = shape[key] ?? schema.def.catchall;
  return next === undefined ? [] : knownKeys(next, rest);
};

/** The configuration without any file. */
export const defaultConfig: Config = parseConfig();
