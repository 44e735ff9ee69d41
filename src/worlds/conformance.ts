import { hrtimeMs, sleep } from '../clock/wall-clock.adapter.ts';
import { createNetwork } from '../connectivity/network.adapter.ts';
import type { Transport } from '../connectivity/transport.ts';
import { lineOf } from '../connectivity/venue-link.ts';
import type { VenueLink } from '../connectivity/venue-link.ts';
import { venueId } from '../domain/ids.ts';
import type { VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { VenueDecoder } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { venueConfig } from '../engine/config/config.ts';
import { readRecording } from '../replay/recording.adapter.ts';
import { venueLinks } from '../venues/links.ts';
import { venueProfile } from '../venues/registry.ts';
import { ConformanceChecks } from './conformance-checks.ts';
import type { CheckResult, TrueRate } from './conformance-checks.ts';
import { openPaperWorld } from './paper-world.ts';
import type { Endpoints } from './paper-world.ts';

/** The golden checks of one venue against one source. */
export interface ConformanceRow {
  readonly venue: VenueId;
  readonly against: string;
  readonly frames: number;
  readonly results: readonly CheckResult[];
  /** Why there is nothing to see, where there is not. */
  readonly missing?: string;
}

interface Bench {
  readonly venue: VenueId;
  readonly decoder: VenueDecoder;
  readonly checks: ConformanceChecks;
  frames: number;
  trouble: string | undefined;
}

const benchOf = (venue: VenueId, trueRate?: TrueRate): Bench => ({
  venue,
  decoder: venueProfile(venue).createDecoder(),
  checks: new ConformanceChecks(venue, trueRate),
  frames: 0,
  trouble: undefined,
});

const rowOf = ({ venue, checks, frames, trouble }: Bench, against: string): ConformanceRow => ({
  venue,
  against,
  frames,
  results: checks.results(),
  ...(frames === 0 ? { missing: trouble ?? 'nothing came' } : {}),
});

/** Decodes an input of the bench's venue and checks what it says; the events. */
const hear = (bench: Bench, input: Input): readonly MarketEvent[] => {
  if (input.kind === 'frame' || input.kind === 'rest') {
    bench.frames += 1;
    const events =
      input.kind === 'rest' ? bench.decoder.rest(input.frame, input) : bench.decoder.frame(input.frame, input);
    bench.checks.hear(events, input.atMs);
    return events;
  }
  // what a loss resets is no gap
  if (input.kind === 'connection' && input.status === 'lost') bench.decoder.lost(input.conn);
  if (input.kind === 'offset')
    bench.checks.note('clock', Math.abs(input.offsetMs) < 60_000, `${Math.round(input.offsetMs)} ms off ours`);
  if (input.kind === 'notice') bench.trouble ??= troubleOf(input.notice);
  return [];
};

const troubleOf = (notice: Extract<Input, { kind: 'notice' }>['notice']): string | undefined => {
  if ('cause' in notice) return notice.cause;
  return 'message' in notice ? notice.message : undefined;
};

/** One venue's frames of recordings. Throws the recordings' errors. */
export const conformToRecordings = async (
  venue: VenueId,
  files: readonly string[],
): Promise<readonly ConformanceRow[]> => {
  const rows: ConformanceRow[] = [];
  for (const file of files) {
    const bench = benchOf(venue);
    for await (const line of readRecording(file))
      if (line.kind === 'input' && 'venue' in line.input && line.input.venue === venue) hear(bench, line.input);
    if (bench.frames > 0) rows.push(rowOf(bench, file));
  }
  return rows;
};

export interface WireConformance {
  readonly config: Config;
  readonly venues: readonly VenueId[];
  /** How the rows are named. */
  readonly against: string;
  readonly endpoints?: Endpoints;
  /** What is true at a venue that we run ourselves. */
  readonly trueRate?: TrueRate;
  readonly forMs: number;
  readonly onProgress?: (secondsLeft: number, frames: number) => void;
}

/** What comes over real sockets and requests for a while, of several venues at once. */
export const conformToWire = async (options: WireConformance): Promise<readonly ConformanceRow[]> => {
  const { config, venues, forMs, endpoints, trueRate, against, onProgress } = options;
  const transport = createNetwork();
  const benches = new Map(venues.map((venue) => [venue, benchOf(venue, trueRate)]));
  const { world, feeds } = openPaperWorld({
    config: onlyVenues(config, venues),
    env: {},
    transport,
    endpoints,
    follow: { coins: 'every' },
  });
  const untilMs = hrtimeMs() + forMs;
  while (hrtimeMs() < untilMs) {
    await sleep(50);
    for (const input of feeds.take(Infinity)) {
      const bench = 'venue' in input ? benches.get(input.venue) : undefined;
      if (bench === undefined) continue;
      for (const event of hear(bench, input)) if (event.type === 'book.gap') feeds.resync(event.market, event.recovery);
    }
    onProgress?.(
      (untilMs - hrtimeMs()) / 1000,
      [...benches.values()].reduce((sum, { frames }) => sum + frames, 0),
    );
  }
  await world.stop();
  for (const bench of benches.values())
    if (bench.frames > 0) await askForNothing(bench, { config, endpoints, transport });
  return [...benches.values()].map((bench) => rowOf(bench, against));
};

/** A request for a market that does not exist: the refusal must be read as one. */
const askForNothing = async (
  { venue, decoder, checks }: Bench,
  { config, endpoints, transport }: { config: Config; endpoints: Endpoints | undefined; transport: Transport },
): Promise<void> => {
  const link: VenueLink | undefined = venueLinks.find((one) => one.venue === venue);
  const [instrument] = [...checks.instruments.values()].filter(({ kind }) => kind !== 'spot');
  const call =
    instrument === undefined ? undefined : link?.rest.bookSnapshot({ ...instrument, nativeSymbol: 'NOSUCHCOIN' });
  if (link === undefined || call === undefined) return;
  const hosts = { ...link.hosts, ...venueConfig(config, venue).hosts, ...endpoints?.[venue] };
  const body = call.body === undefined ? {} : { body: call.body, headers: { 'content-type': 'application/json' } };
  const outcome = await transport.request({
    method: call.method,
    url: `${hosts[call.host] ?? ''}${call.path}`,
    ...body,
  });
  if (outcome.kind === 'failure') return checks.note('errors', false, outcome.failure.message);
  const events = decoder.rest(jsonOrText(outcome.body), { rest: lineOf(call), atMs: atMs(0) });
  const refusal = events.find((event) => event.type === 'frame.rejected');
  const isMarket = events.some((event) => event.type === 'book.snapshot');
  checks.note(
    'errors',
    refusal !== undefined && !isMarket,
    refusal?.reason ?? `HTTP ${outcome.status} was not read as a refusal`,
  );
};

const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** The configuration with every venue but these turned off. */
const onlyVenues = (config: Config, venues: readonly VenueId[]): Config => ({
  ...config,
  venues: Object.fromEntries(
    Object.entries(config.venues).map(([name, row]) => [name, { ...row, enabled: venues.includes(venueId(name)) }]),
  ),
});
