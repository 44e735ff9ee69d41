import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import { serveVenues } from '../simulator/wire/wire-server.adapter.ts';
import { knownVenues, venueProfile } from '../venues/registry.ts';
import { CHECKS } from '../worlds/conformance-checks.ts';
import { conformToRecordings, conformToWire } from '../worlds/conformance.ts';
import type { ConformanceRow, WireConformance } from '../worlds/conformance.ts';
import type { Endpoints } from '../worlds/paper-world.ts';
import { chosenConfig } from './chosen-config.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { table } from './table.ts';
import type { Column } from './table.ts';

export interface ConformanceRequest {
  readonly config?: string;
  readonly preset?: string;
  /** A folder with a folder a venue of recordings. */
  readonly recordings?: string;
  readonly live?: boolean;
  /** Ms of listening to sockets. */
  readonly for: number;
  readonly seed: number;
  readonly json?: boolean;
}

/**
 * `hedgerow conformance [VENUE…]`: each venue's golden checks against recordings, against the simulated venues over real
 * sockets, and against the live public endpoints where they can be reached. Exit code 1 when a check fails.
 */
export const runConformance = async (
  names: readonly string[],
  request: ConformanceRequest,
  io: CommandIo,
): Promise<number> => {
  const venues =
    names.length === 0 ? knownVenues.map(({ venue }) => venue) : names.map((name) => venueProfile(name).venue);
  const rows: ConformanceRow[] = [];
  for (const venue of venues)
    rows.push(...(await conformToRecordings(venue, await recordingsOf(request.recordings, venue))));
  rows.push(...(await againstSimulated(venues, request, io)));
  if (request.live === true) {
    const config = await chosenConfig(request, io, 'individual');
    rows.push(...(await conformToWire({ config, venues, against: 'live endpoints', ...listening(request, io) })));
  }
  await io.stdout.write(request.json === true ? jsonLines(rows) : page(rows));
  return rows.some(({ results }) => results.some(({ verdict }) => verdict === 'fail')) ? 1 : 0;
};

const recordingsOf = async (folder: string | undefined, venue: VenueId): Promise<readonly string[]> => {
  if (folder === undefined) return [];
  const names = await readdir(join(folder, venue)).catch(() => []);
  return names
    .filter((name) => /\.ndjson(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(folder, venue, name));
};

const againstSimulated = async (
  venues: readonly VenueId[],
  request: ConformanceRequest,
  io: CommandIo,
): Promise<readonly ConformanceRow[]> => {
  const config = await chosenConfig(request, io, 'individual');
  const served = await serveVenues({ venues, seed: request.seed, basePort: 'any' });
  const endpoints: Endpoints = Object.fromEntries(
    [...served.addresses].map(([venue, { endpoints: hosts }]) => [venue, hosts]),
  );
  const trueRate = (market: MarketKey) => served.rate(market);
  try {
    return await conformToWire({
      config,
      venues,
      endpoints,
      trueRate,
      against: 'simulated venues',
      ...listening(request, io),
    });
  } finally {
    await served.close();
  }
};

const listening = (
  { for: forMs }: ConformanceRequest,
  io: CommandIo,
): Pick<WireConformance, 'forMs' | 'onProgress'> => ({
  forMs,
  onProgress: (secondsLeft, frames) => {
    if (io.terminal() !== undefined)
      void io.stderr.write(`\rlistening, ${Math.max(0, Math.ceil(secondsLeft))} s left, ${frames} frames\u001b[K`);
  },
});

const page = (rows: readonly ConformanceRow[]): string => {
  const columns: readonly Column<ConformanceRow>[] = [
    { title: 'venue', align: 'left', cell: ({ venue }) => venue },
    { title: 'against', align: 'left', cell: ({ against }) => shortName(against) },
    { title: 'inputs', align: 'right', cell: ({ frames }) => String(frames) },
    ...CHECKS.map((check): Column<ConformanceRow> => ({
      title: check,
      align: 'left',
      cell: ({ results }) => MARKS[results.find((result) => result.check === check)?.verdict ?? 'none'],
    })),
  ];
  const lines = table(columns, rows);
  const remarks = rows.flatMap(({ venue, against, results, missing }) => [
    ...(missing === undefined ? [] : [`${venue}, ${shortName(against)}: ${missing}`]),
    ...results
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ check, detail }) => `${venue}, ${shortName(against)}, ${check}: ${detail}`),
  ]);
  return `${[...lines, ...(remarks.length === 0 ? [] : ['', ...remarks])].join('\n')}\n`;
};

const MARKS = { pass: 'ok', fail: 'FAIL', none: '-' } as const;

const shortName = (against: string): string => against.split('/').at(-1) ?? against;

const jsonLines = (rows: readonly ConformanceRow[]): string => {
  const checks = rows.flatMap(({ venue, against, results }) =>
    results.map((result) => ({ type: 'check', venue, against, ...result })),
  );
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  return [...checks, { type: 'summary', passed, failed }].map((row) => recordLine(row)).join('');
};
