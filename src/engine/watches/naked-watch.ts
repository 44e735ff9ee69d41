import { actorId, venueOf } from '../../domain/ids.ts';
import type { CoinId, VenueId } from '../../domain/ids.ts';
import type { AtMs } from '../../domain/units.ts';
import { cycleOf, everyLeg, nakedCoins } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import { isBeyondRepair, needsRebalance } from '../../position/repair.ts';
import { foldNaked, nakedBoundMs, nakedSince } from '../../risk/naked.ts';
import type { NakedReading, NakedRecord } from '../../risk/naked.ts';
import type { Config } from '../config/config.ts';
import { earliest } from './earliest.ts';
import type { Outbox } from '../outbox.ts';

/** How long and how much of one cycle stood unhedged, as far as this life of the engine saw it. */
export interface NakedFigures {
  readonly nakedUsd: number;
  readonly stretchMs: number;
  readonly longestMs: number;
  readonly totalMs: number;
  readonly peakUsd: number;
  /** Unhedged notional times time, whether anybody took orders or not. */
  readonly usdSeconds: number;
}

export interface NakedWatchParts {
  readonly outbox: Outbox;
  readonly config: Pick<Config, 'execution'>;
  readonly positions: () => readonly Position[];
  /** USD for one coin by the best price there is. */
  readonly coinUsd: (position: Position) => number;
  readonly isOut: (venue: VenueId) => boolean;
  readonly visibilityDelayMs: (venue: VenueId) => number;
}

interface Watched {
  /** As it was looked at. */
  readonly position: Position;
  /** That are to be traded away; 0 while its legs are even. */
  readonly nakedCoins: number;
  readonly cycle: string;
  readonly record: NakedRecord;
  readonly boundMs: number;
  /** The stretch in hand was told to be too long. */
  readonly isTold: boolean;
}

/** Measures what stands unhedged, position by position, and tells when it does for longer than it may. */
export class NakedWatch {
  readonly #parts: NakedWatchParts;
  readonly #watched = new Map<CoinId, Watched>();
  /** Those of them that stand unhedged. */
  readonly #unhedged = new Map<CoinId, Watched>();

  constructor(parts: NakedWatchParts) {
    this.#parts = parts;
  }

  /** After every input that may have moved a position. */
  look(): void {
    for (const position of this.#parts.positions())
      if (position.legs !== null || this.#watched.has(position.coin)) this.#watch(position);
  }

  /** The figures of a cycle that came to its end; they are forgotten here. */
  closed(coin: CoinId): NakedFigures | undefined {
    const figures = this.figures(coin);
    this.#watched.delete(coin);
    this.#unhedged.delete(coin);
    return figures;
  }

  /** What has been measured of the cycle in hand, up to now. */
  figures(coin: CoinId): NakedFigures | undefined {
    const record = this.#watched.get(coin)?.record;
    if (record === undefined) return undefined;
    const { nakedUsd, accepting } = record;
    const upToNow = foldNaked(record, { atMs: this.#parts.outbox.nowMs, nakedUsd, accepting });
    const { stretchMs, longestMs, totalMs, peakUsd, notionalMs } = upToNow;
    return { nakedUsd, stretchMs, longestMs, totalMs, peakUsd, usdSeconds: notionalMs / 1000 };
  }

  /** When a stretch in hand becomes too long. */
  deadlineAfter(lookedAtMs: number): AtMs | undefined {
    return earliest(
      [...this.#unhedged.values()].map(({ record, boundMs, isTold }) =>
        isTold || record.accepting === 'no'
          ? undefined
          : ((record.atMs + Math.max(0, boundMs - record.stretchMs) + 1) as AtMs),
      ),
      lookedAtMs,
    );
  }

  /** Where nothing is unhedged and nothing has changed there is nothing to measure, however often it is looked at. */
  #watch(position: Position): void {
    const known = this.#watched.get(position.coin);
    const isAsItWas = known?.position === position;
    if (isAsItWas && known.nakedCoins === 0) return;
    const uneven = isAsItWas ? known.nakedCoins : unevenCoins(position);
    const reading = this.#readingOf(position, uneven);
    const cycle = cycleOf(position);
    const before = known?.cycle === cycle ? known : undefined;
    const record = before === undefined ? nakedSince(reading) : foldNaked(before.record, reading);
    const boundMs = this.#boundMs(position);
    const isLong = record.stretchMs > boundMs;
    if (isLong && before?.isTold !== true)
      this.#parts.outbox.fact('risk.naked-too-long', actorId(`position/${position.coin}`), {
        cycle,
        nakedUsd: record.nakedUsd,
        stretchMs: record.stretchMs,
        boundMs,
      });
    const watched = { position, nakedCoins: uneven, cycle, record, boundMs, isTold: isLong };
    this.#watched.set(position.coin, watched);
    if (record.nakedUsd === 0) this.#unhedged.delete(position.coin);
    else this.#unhedged.set(position.coin, watched);
  }

  #readingOf(position: Position, uneven: number): NakedReading {
    const { outbox, coinUsd, isOut } = this.#parts;
    const nakedUsd = uneven === 0 ? 0 : uneven * coinUsd(position);
    const accepting = venuesOf(position).some((venue) => !isOut(venue)) ? 'yes' : 'no';
    return { atMs: outbox.nowMs, nakedUsd, accepting };
  }

  #boundMs(position: Position): number {
    const delays = venuesOf(position).map((venue) => this.#parts.visibilityDelayMs(venue));
    const { legTimeoutMs } = this.#parts.config.execution;
    return nakedBoundMs({ legTimeoutMs, visibilityDelayMs: Math.max(0, ...delays) });
  }
}

const unevenCoins = (position: Position): number =>
  needsRebalance(position) || isBeyondRepair(position) ? nakedCoins(position).abs().toNumber() : 0;

const venuesOf = (position: Position): readonly VenueId[] =>
  everyLeg(position).map(({ state }) => venueOf(state.market));
