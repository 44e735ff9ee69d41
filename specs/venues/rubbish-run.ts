import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { lineOf } from '../../src/connectivity/venue-link.ts';
import type { RestCall, VenueLink } from '../../src/connectivity/venue-link.ts';
import { venueOf } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { MS_PER_DAY } from '../../src/domain/units.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { venueLinks } from '../../src/venues/links.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { relayKey } from '../../src/venues/relay-key.ts';
import { knownRelays } from '../../src/venues/relays.ts';
import { shown } from '../../src/venues/wire-value.ts';
import { eventFaults } from './event-faults.ts';
import { terms } from './relay-terms.ts';
import { spoiled, steps } from './rubbish.ts';
import type { Step } from './rubbish.ts';
import type { Sample } from './venue-samples.ts';
import { decodeSample, fixtureSamples, samplesOf } from './venue-samples.ts';

const BATCH = 1000;
const FAULTS_KEPT = 20;

/** A decoder that is given rubbish, and how its venue or relay is spoken to. */
export interface Subject {
  readonly name: string;
  readonly createDecoder: () => VenueDecoder;
  readonly link: VenueLink;
  /** Its markets are other venues'. */
  readonly isRelay: boolean;
}

const venueSubjects = knownVenues.flatMap((profile): readonly Subject[] => {
  const link = venueLinks.find(({ venue }) => venue === profile.venue);
  const createDecoder = (): VenueDecoder => profile.createDecoder();
  return link === undefined ? [] : [{ name: profile.venue, createDecoder, link, isRelay: false }];
});

const relaySubjects = knownRelays.map((relay): Subject => ({
  name: relay.preset,
  createDecoder: () => relay.createDecoder(terms),
  link: relay.link(relayKey(relay.key, { [relay.key.variable]: 'sk-rubbish-0123456789' })),
  isRelay: true,
}));

/** Every venue, and every relay in every form. */
export const subjects: readonly Subject[] = [...venueSubjects, ...relaySubjects];

/** Everything that is said to a subject, before it is spoiled. */
export const subjectSamples = async ({ link, isRelay }: Subject): Promise<readonly Sample[]> =>
  isRelay
    ? fixtureSamples(link.venue).filter(({ kind }) => kind === 'rest' || link.sockets.length > 0)
    : samplesOf(link.venue);

/** What a new decoder of a subject needs to be judged. */
export const partsOf = (subject: Subject) => ({
  decoder: subject.createDecoder(),
  calls: callsOf(subject.link),
  subject,
});

/** What is asked of a venue by itself: lists, and the history of one market of each kind, whose answers may have a next page. */
const callsOf = ({ rest, venue }: VenueLink): readonly RestCall[] => {
  const markets = MARKETS.filter((market) => market.venue === venue);
  const range = { fromMs: AUTUMN_MS - 400 * MS_PER_DAY, toMs: AUTUMN_MS };
  return [...rest.instruments(), ...markets.flatMap((market) => rest.fundingHistory(market, range) ?? [])];
};

const MARKETS = createSimMarkets({ seed: 4, scenario: 'wire' })
  .instruments()
  .filter(({ coin }) => coin === 'BTC');
const AUTUMN_MS = 1_790_928_000_000;

/** What a link makes of a frame or an answer; it may not throw either, and needs words for what it refuses. */
const wordFaults = ({ calls, subject: { link } }: ReturnType<typeof partsOf>, sample: Sample): readonly string[] => {
  if (sample.kind === 'frame')
    return link.sockets.flatMap((socket) => {
      const word = socket.read(sample.frame);
      return 'reason' in word && word.reason.length > REASON_MAX ? ['a refusal without end'] : [];
    });
  const [method = '', path = ''] = sample.rest.split(' ');
  const body = sample.rest.slice(method.length + path.length + 2);
  const asked = { method: method === 'POST' ? 'POST' : 'GET', host: '', path, bucket: '', weight: 1 } as const;
  const call: RestCall = body === '' ? asked : { ...asked, body };
  link.rest.throttled?.(sample.frame, sample.atMs);
  return [
    ...[call, ...calls].flatMap((each) => pageFaults(link, each, sample.frame)),
    ...link.sockets.flatMap(({ token }) => addressFaults(token?.url(sample.frame, 'c1'))),
    ...usedFaults(link, call, sample.frame),
  ];
};

const pageFaults = ({ rest }: VenueLink, call: RestCall, answer: unknown): readonly string[] => {
  const next = rest.nextPage(call, answer);
  if (next === undefined) return [];
  return lineOf(next).length <= PATH_MAX ? [] : ['a page at an address without end'];
};

const addressFaults = (address: { readonly url: string; readonly pingEveryMs?: number } | undefined) => {
  if (address === undefined) return [];
  const { url, pingEveryMs = 1000 } = address;
  return URL.canParse(url) && url.length <= ADDRESS_MAX && pingEveryMs >= 500
    ? []
    : [`the address ${url.slice(0, 60)}`];
};

/** Texts of the answer as headers of budgets. */
const usedFaults = ({ rest }: VenueLink, call: RestCall, answer: unknown): readonly string[] => {
  const said = shown(answer).replaceAll(/[^\w.+-]/g, '');
  const values = [said, said.slice(-3), ...HEADERS];
  return values.flatMap((value, place) => {
    const headers = Object.fromEntries(
      HEADER_NAMES.map((name, at) => [name, values[(place + at) % values.length] ?? value]),
    );
    return rest
      .used(headers, call)
      .flatMap(({ weight }) => (weight >= 0 && weight < 1e21 ? [] : [`the weight ${weight}`]));
  });
};

const HEADER_NAMES = ['x-mbx-used-weight-1m', 'gw-ratelimit-limit', 'gw-ratelimit-remaining'];
const HEADERS = ['', 'NaN', '-1', '1e300', '9'.repeat(400), '7, 7', '0x10', '12'];
const PATH_MAX = 2000;
const ADDRESS_MAX = 20_000;
const REASON_MAX = 300;

/** What a decoder and a link make of one spoiled frame and should not. */
export const stepFaults = (
  parts: ReturnType<typeof partsOf>,
  sample: Sample,
  heard: (event: MarketEvent) => void = () => undefined,
): readonly string[] => {
  const { decoder, subject } = parts;
  const faults = [...wordFaults(parts, sample)];
  for (const event of decodeSample(decoder, sample, sample.frame)) {
    heard(event);
    const speaker = subject.isRelay && 'market' in event ? venueOf(event.market) : subject.link.venue;
    faults.push(...eventFaults(event, speaker));
  }
  return faults;
};

/** One decoder that is given spoiled frames for a long time; what it does wrong is kept with the step that led to it. */
export class LongRun {
  readonly faults: string[] = [];
  frames = 0;
  events = 0;
  rejected = 0;
  readonly #parts: ReturnType<typeof partsOf>;
  readonly #samples: readonly Sample[];
  readonly #collect: () => void;

  constructor(subject: Subject, samples: readonly Sample[]) {
    this.#samples = samples;
    this.#parts = partsOf(subject);
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as () => void;
  }

  take(count: number): void {
    for (let taken = 0; taken < count; taken += BATCH) {
      // Numbered, so that a run can be had again.
      const batch = fc.sample(steps(this.#samples), { numRuns: BATCH, seed: this.frames });
      for (const step of batch) this.#step(step);
    }
  }

  /** What is held after everything else was collected. */
  heapMb(): number {
    for (let round = 0; round < 4; round += 1) this.#collect();
    return process.memoryUsage().heapUsed / 1e6;
  }

  #step(step: Step): void {
    this.frames += 1;
    const sample = spoiled(this.#samples, step);
    try {
      const faults = stepFaults(this.#parts, sample, ({ type }) => {
        this.events += 1;
        if (type === 'frame.rejected') this.rejected += 1;
      });
      for (const fault of faults) this.#blame(step, fault);
    } catch (error) {
      this.#blame(step, `thrown: ${String(error)}`);
    }
  }

  #blame(step: Step, fault: string): void {
    if (this.faults.length < FAULTS_KEPT) this.faults.push(`${fault} at ${JSON.stringify(step).slice(0, 300)}`);
  }
}
