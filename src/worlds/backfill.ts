import type { Clock } from '../clock/clock.ts';
import { backoffMs } from '../connectivity/backoff.ts';
import { defaultFeedSettings } from '../connectivity/feed-settings.ts';
import { RestClient } from '../connectivity/rest-client.ts';
import type { Transport } from '../connectivity/transport.ts';
import { lineOf } from '../connectivity/venue-link.ts';
import type { RestCall, VenueLink } from '../connectivity/venue-link.ts';
import type { FeedNotice } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { VenueDecoder, VenueProfile } from '../domain/ports.ts';
import { compareText } from '../domain/compare-text.ts';
import { gapsWithin } from '../history/funding-coverage.ts';
import type { HistoryStore, Span } from '../history/history.ts';
import { settledRow } from '../history/stream-rows.ts';

export interface BackfillParts {
  readonly profile: VenueProfile;
  readonly link: VenueLink;
  readonly hosts: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
  readonly store: HistoryStore;
  readonly span: Span;
  readonly isWanted: (instrument: Instrument) => boolean;
  /** Asked before every request. */
  readonly isStopped: () => boolean;
  readonly told: (progress: BackfillProgress) => void;
}

export interface BackfillProgress {
  readonly marketsDone: number;
  readonly markets: number;
  readonly pages: number;
  readonly added: number;
}

export interface BackfillReport extends BackfillProgress {
  readonly venue: string;
  /** Markets that had nothing missing. */
  readonly complete: number;
  /** Rows the venue tells otherwise than they are held; what is held stays. */
  readonly conflicts: number;
  /** Settlements still missing: the venue does not tell them, mostly for they were before the listing. */
  readonly missing: number;
  /** What could not be had, as sentences. */
  readonly failures: readonly string[];
  readonly notices: readonly FeedNotice[];
}

/** Between two looks at what the budgets allow, ms. */
const PUMP_EVERY_MS = 20;
/** A page that fails is asked for again so often. */
const TRIES = 6;
const RETRY = { baseMs: 1000, maxMs: 30_000 };
/** More pages than this are a list that never ends. */
const PAGES_MAX = 2000;
/** A market with more holes than this is asked for from the first to the last of them at once. */
const GAPS_MAX = 8;
const NOTICES_KEPT = 50;

/**
 * Settled rates of one venue into the history: only what is missing in the span is asked for, page by page within the
 * venue's budgets, and each page is committed by itself, so that a run that was killed goes on where it was.
 */
export class Backfill {
  readonly #parts: BackfillParts;
  readonly #client: RestClient;
  readonly #decoder: VenueDecoder;
  readonly #failures: string[] = [];
  readonly #notices: FeedNotice[] = [];
  #counts = { marketsDone: 0, markets: 0, pages: 0, added: 0, complete: 0, conflicts: 0, missing: 0 };
  #isOver = false;

  constructor(parts: BackfillParts) {
    this.#parts = parts;
    this.#decoder = parts.profile.createDecoder();
    this.#client = new RestClient({
      ...parts,
      rest: parts.link.rest,
      settings: defaultFeedSettings,
      notice: (notice) => {
        if (this.#notices.length < NOTICES_KEPT) this.#notices.push(notice);
      },
      answered: () => undefined,
    });
  }

  async run(): Promise<BackfillReport> {
    const pump = this.#pump();
    try {
      const instruments = await this.#instruments();
      this.#counts.markets = instruments.length;
      const waiting = [...instruments];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined && !this.#parts.isStopped(); next = waiting.shift())
          await this.#fill(next);
      };
      await Promise.all(Array.from({ length: defaultFeedSettings.requestsAtOnce }, work));
    } finally {
      this.#isOver = true;
      this.#client.stop();
      await pump;
    }
    const { venue } = this.#parts.profile;
    return { ...this.#counts, venue, failures: this.#failures, notices: this.#notices };
  }

  async #pump(): Promise<void> {
    while (!this.#isOver) {
      this.#client.tick(this.#parts.clock.now());
      await this.#parts.sleep(PUMP_EVERY_MS);
    }
  }

  /** Perpetuals of the venue's lists that are wanted, by their keys. */
  async #instruments(): Promise<readonly Instrument[]> {
    const found = new Map<string, Instrument>();
    for (const first of this.#parts.link.rest.instruments())
      await this.#pages(first, (events) => {
        for (const event of events)
          if (event.type === 'instrument') found.set(event.instrument.market, event.instrument);
      });
    return [...found.values()]
      .filter((instrument) => instrument.kind !== 'spot' && this.#parts.isWanted(instrument))
      .sort((a, b) => compareText(a.market, b.market));
  }

  async #fill(instrument: Instrument): Promise<void> {
    const { store, span, told } = this.#parts;
    const missing = gapsWithin(store, instrument.market, span).map(({ afterMs, beforeMs }) => ({
      fromMs: afterMs,
      toMs: beforeMs,
    }));
    if (missing.length === 0) this.#counts.complete += 1;
    for (const hole of missing.length > GAPS_MAX ? [outermost(missing)] : missing) {
      const call = this.#parts.link.rest.fundingHistory(instrument, hole);
      if (call === undefined) continue;
      await this.#pages(call, (events) => this.#keep(instrument, events));
    }
    const left = gapsWithin(store, instrument.market, span);
    this.#counts.missing += left.reduce((total, gap) => total + gap.missing, 0);
    this.#counts.marketsDone += 1;
    told(this.#counts);
  }

  #keep({ market }: Instrument, events: readonly MarketEvent[]): void {
    const { store, clock, told } = this.#parts;
    const entry = store.begin({ source: `backfill ${market}`, atMs: clock.now() }, 'keep');
    try {
      for (const [place, event] of events.entries()) {
        const row = event.type === 'funding' ? settledRow(event) : undefined;
        if (row?.market === market && row.atMs <= clock.now()) entry.add(row, place + 1);
      }
      const { added, conflictCount } = entry.commit();
      this.#counts.added += added;
      this.#counts.conflicts += conflictCount;
    } finally {
      entry.abort();
    }
    told(this.#counts);
  }

  /** A list to its end, each page handed over as it comes; a page that cannot be had ends it with a sentence. */
  async #pages(first: RestCall, take: (events: readonly MarketEvent[]) => void): Promise<void> {
    let call: RestCall | undefined = first;
    for (let page = 0; call !== undefined && page < PAGES_MAX; page += 1) {
      const answer = await this.#ask(call);
      if (answer === undefined) return;
      this.#counts.pages += 1;
      take(this.#decoder.rest(answer.body, { rest: lineOf(call), atMs: this.#parts.clock.now() }));
      call = this.#parts.link.rest.nextPage(call, answer.body);
    }
  }

  async #ask(call: RestCall): Promise<{ readonly body: unknown } | undefined> {
    const { isStopped, random, sleep } = this.#parts;
    let fault = '';
    for (let tries = 1; tries <= TRIES; tries += 1) {
      if (isStopped()) return undefined;
      const outcome = await this.#client.ask(call, 'history', () => !isStopped());
      if (outcome.kind === 'answer') return { body: outcome.answer };
      fault = `${outcome.cause}: ${outcome.message.slice(0, 120)}`;
      if (outcome.cause === 'unexpected' || tries === TRIES) break;
      await sleep(RETRY.baseMs + backoffMs(RETRY, tries, random));
    }
    if (!isStopped()) this.#failures.push(`${call.method} ${call.path.slice(0, 120)}: ${fault}`);
    return undefined;
  }
}

const outermost = (holes: readonly Span[]): Span => ({
  fromMs: Math.min(...holes.map(({ fromMs }) => fromMs)),
  toMs: Math.max(...holes.map(({ toMs }) => toMs)),
});
