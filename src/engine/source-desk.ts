import { actorId } from '../domain/ids.ts';
import type { VenueId } from '../domain/ids.ts';
import type { OperatorCommand, SequencedInput } from '../domain/input.ts';
import type { RelaySources, SourceShare } from '../domain/ports.ts';
import type { Feeds } from './feeds.ts';
import type { Outbox } from './outbox.ts';

interface SourceDeskParts {
  readonly outbox: Outbox;
  readonly feeds: Feeds;
  /** Absent where no relay is used. */
  readonly sources: RelaySources | undefined;
}

/** What feeds and relays have to tell besides data becomes facts: notices, falls back to the venue, rates that differ. */
export class SourceDesk {
  readonly #outbox: Outbox;
  readonly #sources: RelaySources | undefined;

  constructor({ outbox, feeds, sources }: SourceDeskParts) {
    this.#outbox = outbox;
    this.#sources = sources;
    feeds.differences$.subscribe(({ market, differs, stream, streamAgeMs, rest }) =>
      outbox.fact('funding.differs', actorId(`market/${market}`), {
        differs,
        streamRate: stream.rate,
        streamIntervalHours: stream.intervalHours,
        streamSettlementAtMs: stream.settlementAtMs,
        streamAgeMs,
        restRate: rest.rate,
        restIntervalHours: rest.intervalHours,
        restSettlementAtMs: rest.settlementAtMs,
      }),
    );
  }

  notice({ venue, notice, atMs }: Extract<SequencedInput, { kind: 'notice' }>): void {
    const { type, ...body } = notice;
    this.#outbox.fact(`feed.${type}`, actorId(`venue/${venue}`), body);
    this.#sources?.notice(venue, notice, atMs);
  }

  split({ venue, shareFraction }: Extract<OperatorCommand, { type: 'operator.split' }>): void {
    if (this.#sources !== undefined) return this.#sources.split(venue, shareFraction);
    this.#outbox.fact('source.split-refused', actorId(`venue/${venue}`), { reason: 'no relay is configured' });
  }

  /** How a venue's markets are divided; `undefined` where no relay speaks of it. */
  shareOf(venue: VenueId): SourceShare | undefined {
    return this.#sources?.shareOf(venue);
  }

  /** Once a minute. */
  watch(): void {
    this.#sources?.watch(this.#outbox.nowMs);
  }

  /** At the end of an input: what the sources noticed while it was handled. */
  tell(): void {
    for (const { type, about, body } of this.#sources?.takeFacts() ?? [])
      this.#outbox.fact(type, actorId(about.includes(':') ? `market/${about}` : `venue/${about}`), body);
  }
}
