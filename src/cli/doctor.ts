import { readFile } from 'node:fs/promises';
import { createWallClock } from '../clock/wall-clock.adapter.ts';
import type { Config } from '../engine/config/config.ts';
import { venueProfile } from '../venues/registry.ts';
import { examineVenue } from '../worlds/doctor.ts';
import type { DoctorRow, DoctorVerdict } from '../worlds/doctor.ts';
import { enabledProfiles } from '../worlds/enabled-profiles.ts';
import { unwrittenCaps } from '../worlds/risk-cap.ts';
import { chosenConfig } from './chosen-config.ts';
import { readEndpoints } from './endpoints.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { table } from './table.ts';
import type { Column } from './table.ts';

export interface DoctorRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly endpoints?: string;
  readonly json?: boolean;
}

/**
 * `hedgerow doctor [VENUE…]`: whether everything is as it must be before real orders are sent. Exit code 0 where nothing
 * failed, 1 where something did, 3 where a key can withdraw.
 */
export const runDoctor = async (names: readonly string[], request: DoctorRequest, io: CommandIo): Promise<number> => {
  const config = await chosenConfig(request, io, 'individual');
  const rows = await examine(names, { request, config }, io);
  await io.stdout.write(request.json === true ? jsonLines(rows) : doctorPage(rows));
  return exitCodeOf(rows);
};

/** Every check of the venues named, of all enabled ones where none is. */
export const examine = async (
  names: readonly string[],
  { request, config }: { readonly request: Pick<DoctorRequest, 'config' | 'endpoints'>; readonly config: Config },
  io: Pick<CommandIo, 'env'>,
): Promise<readonly DoctorRow[]> => {
  const asked = new Set(names.map((name) => venueProfile(name).venue));
  const endpoints = request.endpoints === undefined ? undefined : await readEndpoints(request.endpoints);
  const text = request.config === undefined ? undefined : await readFile(request.config, 'utf8');
  const options = { config, env: io.env, endpoints, clock: createWallClock() };
  const rows: DoctorRow[] = [capRow(text), ...beliefRows(config)];
  for (const profile of enabledProfiles(config))
    if (asked.size === 0 || asked.has(profile.venue)) rows.push(...(await examineVenue(profile, options)));
  return rows;
};

/** The configuration itself was validated when it was read. */
const capRow = (text: string | undefined): DoctorRow => {
  const unwritten = unwrittenCaps(text);
  const row = { about: 'config', check: 'risk cap' } as const;
  return unwritten.length === 0
    ? { ...row, verdict: 'ok', found: 'written down', todo: '' }
    : { ...row, verdict: 'fail', found: 'not written down', todo: `name ${unwritten.join(' and ')} in --config` };
};

/** How others reckon is there to be compared with, never to trade by. */
const beliefRows = ({ entry: { belief } }: Config): readonly DoctorRow[] =>
  belief === 'carry'
    ? []
    : [
        {
          about: 'config',
          check: 'belief',
          verdict: 'fail',
          found: `entry.belief is ${belief}, which is for backtests alone`,
          todo: 'set it to carry',
        },
      ];

const exitCodeOf = (rows: readonly DoctorRow[]): number => {
  if (rows.some(({ verdict }) => verdict === 'unsafe')) return 3;
  return rows.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
};

const WORDS: Readonly<Record<DoctorVerdict, string>> = { ok: 'ok', fail: 'FAIL', unknown: 'unknown', unsafe: 'UNSAFE' };

const COLUMNS: readonly Column<DoctorRow>[] = [
  { title: 'of', align: 'left', cell: ({ about }) => about },
  { title: 'check', align: 'left', cell: ({ check }) => check },
  { title: 'verdict', align: 'left', cell: ({ verdict }) => WORDS[verdict] },
  { title: 'found', align: 'left', cell: ({ found, todo }) => (todo === '' ? found : `${found}; ${todo}`) },
];

export const doctorPage = (rows: readonly DoctorRow[]): string => `${table(COLUMNS, rows).join('\n')}\n`;

const jsonLines = (rows: readonly DoctorRow[]): string => {
  const counts = { ok: 0, fail: 0, unknown: 0, unsafe: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const checks = rows.map((row) => ({ type: 'check', ...row }));
  return [...checks, { type: 'summary', ...counts, exitCode: exitCodeOf(rows) }].map((row) => recordLine(row)).join('');
};
