import { createWallClock } from '../clock/wall-clock.adapter.ts';
import { createNetwork } from '../connectivity/network.adapter.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { HistoryStore } from '../history/history.ts';
import { openHistory } from '../history/lmdb.adapter.ts';
import { Prng } from '../simulator/prng.ts';
import { venueLinks } from '../venues/links.ts';
import { knownVenues } from '../venues/registry.ts';
import { Backfill } from '../worlds/backfill.ts';
import type { BackfillProgress, BackfillReport } from '../worlds/backfill.ts';
import { hostsOf } from '../worlds/live-gateway.ts';
import type { Endpoints } from '../worlds/paper-world.ts';
import { readEndpoints } from './endpoints.ts';
import { HistoryUsageError } from './history-usage.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';

export interface BackfillRequest {
  readonly history: string;
  readonly endpoints?: string;
  /** Only markets whose key has this in it. */
  readonly market?: string;
  readonly from?: number;
  readonly to?: number;
  readonly json?: boolean;
}

/** How far back it goes unless told, days. */
const DAYS = 30;
/** Between two lines of progress on a terminal, ms. */
const PROGRESS_EVERY_MS = 500;

/** `hedgerow history backfill [VENUE...]`: what is missing, from the venues. Exit code 1 where something could not be had. */
export const runHistoryBackfill = async (
  venues: readonly string[],
  request: BackfillRequest,
  io: CommandIo,
): Promise<number> => {
  const profiles = profilesOf(venues);
  const endpoints = request.endpoints === undefined ? {} : await readEndpoints(request.endpoints);
  const store = openHistory(request.history);
  const stopping = { isWanted: false };
  const forget = io.onStopSignal(() => (stopping.isWanted = true));
  try {
    const terms = { request, endpoints, store, stopping };
    const reports = await Promise.all(profiles.map((profile) => backfillOf(profile, terms, io).run()));
    if (io.terminal() !== undefined) await io.stderr.write('\r\u001b[K');
    for (const report of reports) {
      const record = { type: 'backfill', ...report };
      await io.stdout.write(request.json === true ? recordLine(record) : lineOf(report));
    }
    const isWhole = reports.every(({ failures, markets }) => failures.length === 0 && markets > 0);
    return isWhole && !stopping.isWanted ? 0 : 1;
  } finally {
    forget();
    await store.close();
  }
};

const profilesOf = (venues: readonly string[]): readonly VenueProfile[] => {
  const unknown = venues.find((name) => !knownVenues.some(({ venue }) => venue === name));
  if (unknown !== undefined)
    throw new HistoryUsageError(
      `no venue is named "${unknown}": ${knownVenues.map(({ venue }) => venue).join(', ')} are known`,
      { option: 'venue' },
    );
  return knownVenues.filter(({ venue }) => venues.length === 0 || venues.includes(venue));
};

interface Terms {
  readonly request: BackfillRequest;
  readonly endpoints: Endpoints;
  readonly store: HistoryStore;
  readonly stopping: { readonly isWanted: boolean };
}

const backfillOf = (profile: VenueProfile, { request, endpoints, store, stopping }: Terms, io: CommandIo): Backfill => {
  const link = venueLinks.find(({ venue }) => venue === profile.venue);
  if (link === undefined) throw new Error(`${profile.venue} has no link`);
  const clock = createWallClock();
  const dice = new Prng(clock.now() >>> 0, `backfill ${profile.venue}`);
  const toMs = request.to ?? clock.now();
  const { market = '' } = request;
  let lastMs = 0;
  return new Backfill({
    profile,
    link,
    hosts: hostsOf(profile.venue, endpoints),
    transport: createNetwork(),
    clock,
    random: () => dice.next(),
    sleep: io.sleep,
    store,
    span: { fromMs: request.from ?? toMs - DAYS * MS_PER_DAY, toMs },
    isWanted: (instrument: Instrument) => instrument.market.includes(market),
    isStopped: () => stopping.isWanted,
    told: (progress) => {
      if (io.terminal() === undefined || clock.now() - lastMs < PROGRESS_EVERY_MS) return;
      lastMs = clock.now();
      void io.stderr.write(`\r${profile.venue}: ${progressText(progress)}\u001b[K`);
    },
  });
};

const progressText = ({ marketsDone, markets, pages, added }: BackfillProgress): string =>
  `${marketsDone} of ${markets} markets, ${pages} pages, ${added} new settlements`;

const lineOf = (report: BackfillReport): string => {
  const { venue, complete, conflicts, missing, failures } = report;
  const notes = [
    ...(conflicts > 0 ? [`${conflicts} rows are told otherwise than they are held, and were left as they are`] : []),
    ...(missing > 0 ? [`${missing} settlements are still missing: see hedgerow history coverage`] : []),
    ...failures.slice(0, 5),
    ...(failures.length > 5 ? [`and ${failures.length - 5} more failures`] : []),
  ];
  const whole = `${venue}: ${progressText(report)}, ${complete} had nothing missing\n`;
  return whole + notes.map((note) => `  ${note}\n`).join('');
};
