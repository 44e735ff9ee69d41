import { writeFile } from 'node:fs/promises';
import type { Clock } from '../clock/clock.ts';
import { createWallClock } from '../clock/wall-clock.adapter.ts';
import { EngineError } from '../domain/errors.ts';
import { API_KEY, API_PASSPHRASE, API_SECRET } from '../simulator/wire/venue-face.ts';
import type { WireFaultSettings } from '../simulator/wire/wire-faults.ts';
import { serveVenues } from '../simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../simulator/wire/wire-server.adapter.ts';
import type { CommandIo } from './io.ts';
import { table } from './table.ts';
import { accountLines, accountRecord } from './venue-account.ts';
import { countsLine, countsRecord, memberLine, Progress } from './venue-counts.ts';

export interface VenuesRequest {
  readonly seed: number;
  readonly scenario: string;
  readonly faults?: WireFaultSettings;
  /** Port of the first venue in alphabetical order, or `any`. */
  readonly port: number | 'any';
  readonly data?: string;
  readonly bookEvery: number;
  readonly endpointsFile?: string;
  /** Between two lines of counts, ms. */
  readonly countsEvery: number;
  readonly json?: boolean;
}

/** `hedgerow venues`: simulated venues on loopback until a signal (exit code 0) or until nobody reads any more. */
export const runVenues = async (names: readonly string[], request: VenuesRequest, io: CommandIo): Promise<number> => {
  const { seed, scenario, faults = {}, port: basePort, bookEvery: bookEveryMs, data, endpointsFile } = request;
  const clock = createWallClock();
  const venues = await serveVenues({
    venues: names,
    seed,
    scenario,
    faults,
    basePort,
    bookEveryMs,
    clock,
    ...(data === undefined ? {} : { dataDir: data }),
  });
  const session = new VenuesSession(venues, { io, clock, request });
  try {
    if (endpointsFile !== undefined) await writeEndpoints(venues, endpointsFile);
    await session.run();
    return 0;
  } finally {
    await venues.close();
  }
};

/** The endpoints could not be written where they were asked for. */
class EndpointsFileError extends EngineError<{ file: string }> {
  readonly code = 'venues.endpoints-unwritable';
  override readonly exitCode = 2;
}

/** JSON: venue to host name to base address, as `hedgerow start --endpoints` takes it. */
const writeEndpoints = async ({ addresses }: ServedVenues, file: string): Promise<void> => {
  const endpoints = Object.fromEntries([...addresses].map(([venue, address]) => [venue, address.endpoints]));
  try {
    await writeFile(file, `${JSON.stringify(endpoints, null, 2)}\n`);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new EndpointsFileError(`the endpoints cannot be written to ${file}: ${cause}`, { file });
  }
};

interface SessionParts {
  readonly io: CommandIo;
  readonly clock: Clock;
  readonly request: VenuesRequest;
}

/** What a person sees and says while venues are served. */
class VenuesSession {
  readonly #venues: ServedVenues;
  readonly #parts: SessionParts;
  readonly #progress: Progress;
  #stop: (why: string) => void = () => undefined;

  constructor(venues: ServedVenues, parts: SessionParts) {
    this.#venues = venues;
    this.#parts = parts;
    this.#progress = new Progress(venues, parts.clock.now());
  }

  async run(): Promise<void> {
    const { io, request } = this.#parts;
    const stopped = new Promise<string>((resolve) => (this.#stop = resolve));
    const forget = io.onStopSignal((signal) => this.#stop(`Stopped by ${signal}`));
    this.#write(request.json === true ? this.#openingRecords() : this.#openingLines());
    const timer = this.#countEvery(request.countsEvery);
    // Standard input that is taken away under us has no more orders.
    void this.#obey().catch(() => undefined);
    const why = await stopped;
    forget();
    timer.stop();
    io.releaseStdin?.();
    this.#tellCounts(request.json === true ? 'summary' : 'counts');
    if (request.json !== true) await io.stdout.write(`${why}.\n`);
  }

  #openingLines(): string {
    const rows = [...this.#venues.addresses.values()];
    const lines = table(
      [
        { title: 'VENUE', align: 'left', cell: ({ venue }) => venue },
        { title: 'HTTP', align: 'left', cell: ({ http }) => http },
        { title: 'WEBSOCKET', align: 'left', cell: ({ ws }) => ws },
        { title: 'HOSTS', align: 'left', cell: ({ endpoints }) => Object.keys(endpoints).join(', ') },
      ],
      rows,
    );
    return `${lines.join('\n')}\n\nKey ${API_KEY}, secret ${API_SECRET}, passphrase ${API_PASSPHRASE}; signatures are not checked.\nType account VENUE to see its orders and what it holds, down VENUE or up VENUE to take it down and put it up again; Ctrl-C stops.\n`;
  }

  #openingRecords(): string {
    const credentials = { key: API_KEY, secret: API_SECRET, passphrase: API_PASSPHRASE };
    return [...this.#venues.addresses.values()]
      .map((address) => memberLine('listening', { ...address, credentials }))
      .join('');
  }

  #countEvery(everyMs: number): { readonly stop: () => void } {
    const { timers } = this.#parts.clock;
    let timer: unknown;
    const arm = (): void => {
      timer = timers.setTimeout(() => {
        this.#tellCounts('counts');
        arm();
      }, everyMs);
    };
    arm();
    return { stop: () => timers.clearTimeout(timer) };
  }

  #tellCounts(type: 'counts' | 'summary'): void {
    const { clock, request } = this.#parts;
    const counts = this.#progress.take(clock.now());
    this.#write(request.json === true ? countsRecord(type, counts) : countsLine(counts));
  }

  /** Takes orders from standard input, one a line, until it ends. */
  async #obey(): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.#parts.io.stdin) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = (lines.pop() ?? '').slice(-LINE_MAX);
      for (const line of lines) if (line.trim() !== '') await this.#do(line.trim());
    }
  }

  async #do(line: string): Promise<void> {
    const [verb = '', venue = ''] = line.split(/\s+/);
    const { io, request } = this.#parts;
    if ((verb !== 'down' && verb !== 'up' && verb !== 'account') || !this.#venues.addresses.has(venue)) {
      const known = [...this.#venues.addresses.keys()].join(', ');
      await io.stderr.write(`hedgerow venues: "${line}": say account VENUE, down VENUE or up VENUE, of ${known}\n`);
      return;
    }
    if (verb === 'account')
      return this.#write((request.json === true ? accountRecord : accountLines)(this.#venues, venue));
    await (verb === 'down' ? this.#venues.pull(venue) : this.#venues.restore(venue));
    this.#write(request.json === true ? memberLine(verb, { venue }) : `${venue} is ${verb}\n`);
  }

  #write(text: string): void {
    const { stdout } = this.#parts.io;
    void stdout.write(text).then((state) => (state === 'closed' ? this.#stop('Nobody reads any more') : undefined));
  }
}

/** A line of orders is no longer than this. */
const LINE_MAX = 1000;
