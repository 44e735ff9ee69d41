import { nextSettlement } from '../clock/deadline.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../domain/units.ts';
import type { FeedSettings } from './feed-settings.ts';
import { PagedRequests } from './paged-requests.ts';
import type { RestClient } from './rest-client.ts';
import type { RestLink } from './venue-link.ts';

export interface FundingHistoryParts {
  readonly client: RestClient;
  readonly rest: RestLink;
  readonly random: () => number;
  readonly settings: Pick<FeedSettings, 'historyDays' | 'historyDelayMs'>;
}

interface Followed {
  instrument: Instrument;
  /** Rows up to here have been asked for. */
  askedToMs: number;
  dueAtMs: number;
}

/** Asked again from so long before the last time on: rows that came late, or were in doubt. */
const OVERLAP_MS = 2 * MS_PER_HOUR;
/** Where the venue does not state the interval. */
const UNKNOWN_INTERVAL_HOURS = 1;

/** Settled rates of every market that is wanted: the last days at first, then what each settlement adds, some minutes later. */
export class FundingHistory {
  readonly #parts: FundingHistoryParts;
  readonly #requests: PagedRequests;
  readonly #followed = new Map<MarketKey, Followed>();

  constructor(parts: FundingHistoryParts) {
    this.#parts = parts;
    this.#requests = new PagedRequests({ ...parts, priority: 'history' });
  }

  /** From now on; of one that is followed already the terms are renewed, its interval among them. */
  follow(instrument: Instrument, nowMs: AtMs): void {
    const known = this.#followed.get(instrument.market);
    if (known !== undefined) {
      known.instrument = instrument;
      return;
    }
    const { historyDays } = this.#parts.settings;
    const askedToMs = nowMs - historyDays * MS_PER_DAY;
    this.#followed.set(instrument.market, { instrument, askedToMs, dueAtMs: nowMs });
  }

  forget(market: MarketKey): void {
    this.#followed.delete(market);
  }

  tick(nowMs: AtMs): void {
    for (const followed of this.#followed.values()) if (followed.dueAtMs <= nowMs) this.#ask(followed, nowMs);
    this.#requests.tick(nowMs);
  }

  #ask(followed: Followed, nowMs: AtMs): void {
    const { rest, random, settings } = this.#parts;
    const { instrument } = followed;
    const fromMs = followed.askedToMs - OVERLAP_MS;
    const call = rest.fundingHistory(instrument, { fromMs, toMs: nowMs });
    if (call !== undefined) this.#requests.add([call]);
    followed.askedToMs = nowMs;
    const settlesAtMs = nextSettlement(nowMs, instrument.fundingIntervalHours ?? UNKNOWN_INTERVAL_HOURS);
    followed.dueAtMs = settlesAtMs + settings.historyDelayMs * (1 + random());
  }
}
