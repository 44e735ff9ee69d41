import type { MarketKey, VenueId } from '../domain/ids.ts';
import { kindOf, venueOf } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { saidOf } from '../simulator/market-voice.ts';

type DataInput = Extract<Input, { kind: 'frame' | 'rest' | 'connection' }>;

/** What an order stands on. */
export type Ground = 'book' | 'rate';

/** When a market was last told of, and on which connection; none for an answer to a request. */
interface Word {
  readonly atMs: number;
  readonly conn: string | undefined;
}

/** Frames travel; clocks are estimated. */
const SLACK_MS = 250;

/** How old the data of each market are, as the line saw it arrive: nothing an engine reckons with can be newer. */
export class Freshness {
  readonly #profiles: ReadonlyMap<VenueId, VenueProfile>;
  readonly #heardAtMs = new Map<string, number>();
  readonly #words = new Map<string, Word>();

  constructor(profiles: readonly VenueProfile[]) {
    this.#profiles = new Map(profiles.map((profile) => [profile.venue, profile]));
  }

  /** A life knows nothing of what was told before it. */
  begin(): void {
    this.#heardAtMs.clear();
    this.#words.clear();
  }

  heard(input: DataInput): void {
    const { venue, atMs } = input;
    const conn = input.kind === 'rest' ? undefined : `${venue} ${input.conn}`;
    if (input.kind === 'connection') {
      // a lost connection takes what came with it along
      if (input.status === 'lost')
        for (const [key, word] of this.#words) if (word.conn === conn) this.#words.delete(key);
      return;
    }
    if (conn !== undefined) {
      this.#heardAtMs.set(conn, atMs);
      // whichever of a venue's connections a market whose word was an answer is fed by
      this.#heardAtMs.set(venue, atMs);
    }
    for (const { market, ground } of saidOf(input.frame)) this.#words.set(`${ground} ${market}`, { atMs, conn });
  }

  /** Why an order on a market may not be decided at an instant; nothing when it may. */
  stale(market: MarketKey, nowMs: number, { limits }: Config): readonly string[] {
    const profile = this.#profiles.get(venueOf(market));
    if (profile === undefined) return [`${market} is on no venue of ours`];
    const budgets = {
      book: Math.max(limits.bookAgeMaxMs, 2 * profile.bookCadenceMs),
      rate: Math.max(limits.fundingAgeMaxMs, 2 * profile.fundingCadenceMs),
    };
    const isDriven = { book: profile.changeDriven.book, rate: profile.changeDriven.funding };
    const grounds: readonly Ground[] = kindOf(market) === 'spot' ? ['book'] : ['book', 'rate'];
    return grounds.flatMap((ground) => {
      const word = this.#words.get(`${ground} ${market}`);
      if (word === undefined) return [`there is no ${ground} of ${market}`];
      const heardAtMs = isDriven[ground] ? this.#heardAtMs.get(word.conn ?? profile.venue) : undefined;
      // where a venue speaks only of what has changed, silence on a living connection says that nothing has
      const ageMs = nowMs - Math.max(word.atMs, heardAtMs ?? -Infinity);
      return ageMs > budgets[ground] + SLACK_MS ? [`the ${ground} of ${market} is ${ageMs} ms old`] : [];
    });
  }
}
