import { isRecord } from '../../domain/codec.ts';
import type { Json } from '../../domain/codec.ts';
import type { VenueId } from '../../domain/ids.ts';
import type { AtMs } from '../../domain/units.ts';

/** Fills and payments are asked for from a little before the last report taken: venues list them late. */
const LOOK_BACK_MS = 60_000;

/** When each venue's word was taken first and last, kept with the facts. */
export class AccountTimes {
  readonly #opened: Map<VenueId, AtMs>;
  readonly #taken: Map<VenueId, AtMs>;

  constructor(kept: Json | undefined) {
    this.#opened = instantsOf(isRecord(kept) ? kept['opened'] : undefined);
    this.#taken = instantsOf(isRecord(kept) ? kept['taken'] : undefined);
  }

  takenAtMs(venue: VenueId): AtMs | undefined {
    return this.#taken.get(venue);
  }

  /** From when on a venue is asked what happened; not from before its wallets were opened. */
  sinceMs(venue: VenueId, nowMs: AtMs): AtMs {
    const takenAtMs = this.#taken.get(venue) ?? nowMs;
    return Math.max(0, takenAtMs - LOOK_BACK_MS, this.#opened.get(venue) ?? 0) as AtMs;
  }

  /** Whether something of this instant is in the balances the wallets were opened with; all is, before they were. */
  isInOpening(venue: VenueId, atMs: AtMs): boolean {
    return !this.#taken.has(venue) || atMs <= (this.#opened.get(venue) ?? -Infinity);
  }

  took(venue: VenueId, { asOfMs, nowMs }: { readonly asOfMs: AtMs; readonly nowMs: AtMs }): void {
    if (!this.#taken.has(venue)) this.#opened.set(venue, asOfMs);
    this.#taken.set(venue, nowMs);
  }

  toJson(): Json {
    return { opened: Object.fromEntries(this.#opened), taken: Object.fromEntries(this.#taken) };
  }
}

const instantsOf = (kept: unknown): Map<VenueId, AtMs> =>
  // written by `toJson`
  new Map(isRecord(kept) ? Object.entries(kept).map(([venue, atMs]) => [venue as VenueId, Number(atMs) as AtMs]) : []);
