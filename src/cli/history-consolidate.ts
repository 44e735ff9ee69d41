import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Input } from '../domain/input.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { VenueDecoder } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { ConflictRule, HistoryImport, ImportOutcome } from '../history/history.ts';
import { openHistory } from '../history/lmdb.adapter.ts';
import { StreamRows, settlementOfFact } from '../history/stream-rows.ts';
import { openJournalReader } from '../journal/reader.adapter.ts';
import { readRecording } from '../replay/recording.adapter.ts';
import { knownVenues } from '../venues/registry.ts';
import { HistoryUsageError } from './history-usage.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { reportFailure } from './report-failure.ts';
import { utc } from './table.ts';

export interface ConsolidateRequest {
  readonly history: string;
  readonly onConflict: ConflictRule;
  readonly pricesEvery: number;
  readonly booksEvery: number;
  /** Invented markets are taken too. */
  readonly trust?: boolean;
  readonly json?: boolean;
}

/**
 * `hedgerow history consolidate SOURCE...`: what engines and recorders heard, into the history: settlements paid of a data
 * directory, and everything of a recording. Each source wholly or not at all; twice changes nothing.
 */
export const runHistoryConsolidate = async (
  sources: readonly string[],
  request: ConsolidateRequest,
  io: CommandIo,
): Promise<number> => {
  const store = openHistory(request.history);
  let exitCode = 0;
  try {
    for (const source of sources) {
      const entry = store.begin({ source: basename(source), atMs: atMs(io.now()) }, request.onConflict);
      try {
        const isDirectory = statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
        if (isDirectory) await addJournal(source, { entry, io });
        else await addRecording(source, request, entry);
        await tell(source, entry.commit(), { request, io });
      } catch (error) {
        exitCode = Math.max(exitCode, await reportFailure(error, io));
      } finally {
        // harmless after a commit
        entry.abort();
      }
    }
    return exitCode;
  } finally {
    await store.close();
  }
};

const tell = async (
  source: string,
  outcome: ImportOutcome,
  { request, io }: { readonly request: ConsolidateRequest; readonly io: CommandIo },
): Promise<void> => {
  const { added, changed, same, conflictCount } = outcome;
  const record = { type: 'consolidate', source, ...outcome };
  const told = `${source}: ${added} new rows, ${changed} changed, ${same} held already, ${conflictCount} contradict\n`;
  await io.stdout.write(request.json === true ? recordLine(record) : told);
};

const addJournal = async (
  dir: string,
  { entry, io }: { readonly entry: HistoryImport; readonly io: CommandIo },
): Promise<void> => {
  const reader = openJournalReader(dir);
  try {
    const anchor = reader.anchor();
    if (anchor !== undefined)
      await io.stderr.write(`${dir}: no settlements until ${utc(anchor.atMs)} UTC: retention removed those facts\n`);
    for (const fact of reader.facts(1)) {
      const row = settlementOfFact(fact);
      if (row !== undefined) entry.add(row, fact.seq);
    }
  } finally {
    await reader.close();
  }
};

const addRecording = async (file: string, request: ConsolidateRequest, entry: HistoryImport): Promise<void> => {
  const { pricesEvery: pricesEveryMs, booksEvery: booksEveryMs } = request;
  const rows = new StreamRows({ pricesEveryMs, booksEveryMs });
  const decode = decoding();
  const take: Parameters<StreamRows['end']>[0] = (row, line) => entry.add(row, line);
  for await (const line of readRecording(file)) {
    if (line.kind === 'about') refuseInvented(file, line.about['source'], request);
    else for (const event of decode(line.input)) rows.add(event, { atMs: line.input.atMs, line: line.line }, take);
  }
  rows.end(take);
};

const refuseInvented = (file: string, source: unknown, { trust }: ConsolidateRequest): void => {
  if (source === 'simulated' && trust !== true)
    throw new HistoryUsageError(
      `${file} was recorded in a simulated world: its markets are invented; say --trust to take them all the same`,
      { option: 'trust' },
    );
};

/** One decoder a venue, as an engine has them. */
const decoding = (): ((input: Input) => readonly MarketEvent[]) => {
  const decoders = new Map<string, VenueDecoder>(
    knownVenues.map((profile) => [profile.venue, profile.createDecoder()]),
  );
  return (input) => {
    if (input.kind === 'frame') return decoders.get(input.venue)?.frame(input.frame, input) ?? [];
    if (input.kind === 'rest') return decoders.get(input.venue)?.rest(input.frame, input) ?? [];
    if (input.kind === 'connection' && input.status === 'lost')
      return decoders.get(input.venue)?.lost(input.conn) ?? [];
    return [];
  };
};
