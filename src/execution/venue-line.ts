import type { Clock } from '../clock/clock.ts';
import type { ClientOrderId, MarketKind, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { AskVenue, Inquiry, KeyAddresses, TradedMarkets, VenueTrading } from '../domain/venue-trading.ts';
import type { OrderStream } from './order-stream.ts';

/** What a gateway needs of a venue once it can be spoken to. */
export interface VenueLine {
  readonly markets: TradedMarkets;
  /** Orders and cancellations: sent at once, once. */
  readonly order: AskVenue;
  /** Everything else, at the pace the venue allows. */
  readonly ask: AskVenue;
  readonly addresses: KeyAddresses;
}

/** How patient a gateway is and how often it looks, ms. */
export interface GatewayPace {
  /** An order is given up when it has no answer by then: before anybody concludes from its absence that it never was. */
  readonly sendTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Looks after an order that was accepted; from the last one on as often as `openPollMs`. */
  readonly firstLooksMs: readonly number[];
  readonly openPollMs: number;
  /** Fills nobody ordered, and payments. */
  readonly idlePollMs: number;
  /** The same three while a private stream is heard, which as a rule has said it all before. */
  readonly heardLooksMs: readonly number[];
  readonly heardPollMs: number;
  readonly heardIdlePollMs: number;
  /** The venue's clock is read so often. */
  readonly clockEveryMs: number;
  /** Between attempts to reach a venue that cannot be reached. */
  readonly reconnectMs: number;
}

export const GATEWAY_PACE: GatewayPace = {
  sendTimeoutMs: 2500,
  requestTimeoutMs: 8000,
  firstLooksMs: [50, 250],
  openPollMs: 1000,
  idlePollMs: 30_000,
  heardLooksMs: [1000],
  heardPollMs: 5000,
  heardIdlePollMs: 60_000,
  clockEveryMs: 600_000,
  reconnectMs: 5000,
};

/** What the parts of one venue's gateway share. */
export class VenueDesk {
  readonly trading: VenueTrading;
  readonly kinds: readonly MarketKind[];
  readonly clock: Clock;
  readonly pace: GatewayPace;
  /** Venue clock minus ours, ms. */
  offsetMs = 0;
  line: VenueLine | undefined;
  stream: OrderStream | undefined;
  /** Ends with the attempt to reach the venue that is under way, however that goes; whoever asks at the start waits for it. */
  attempt: Promise<void> = Promise.resolve();
  isStopped = false;
  readonly #emit: (input: Input) => void;
  readonly #clientIds = new Map<string, ClientOrderId>();
  readonly #timers = new Set<unknown>();
  readonly #waiting = new Set<() => void>();

  constructor(parts: Pick<VenueDesk, 'trading' | 'kinds' | 'clock' | 'pace'> & { emit: (input: Input) => void }) {
    const { trading, kinds, clock, pace, emit } = parts;
    this.trading = trading;
    this.kinds = kinds.filter((kind) => trading.kinds.includes(kind));
    this.clock = clock;
    this.pace = pace;
    this.#emit = emit;
  }

  get venue(): VenueId {
    return this.trading.venue;
  }

  /** Whether what happens to orders of a kind is heard at this moment. */
  isHeard(kind: MarketKind): boolean {
    return this.stream?.hears(kind) === true;
  }

  /** Nothing is told after the end. */
  tell(input: Input): void {
    if (!this.isStopped) this.#emit(input);
  }

  /** The venue's clock. */
  venueNowMs(): AtMs {
    return atMs(Math.round(this.clock.now() + this.offsetMs));
  }

  inquiry({ ask, markets, addresses: { account: address } }: VenueLine): Inquiry {
    const own = address === undefined ? {} : { address };
    return { ask, markets, kinds: this.kinds, nowMs: this.venueNowMs(), clientIds: this.#clientIds, ...own };
  }

  /** Runs once after so long, unless the end comes first. */
  after(delayMs: number, run: () => void): void {
    if (this.isStopped) return;
    const timer = this.clock.timers.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Until then, or until the end. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.isStopped) return resolve();
      this.#waiting.add(resolve);
      this.after(delayMs, () => {
        this.#waiting.delete(resolve);
        resolve();
      });
    });
  }

  stop(): void {
    this.isStopped = true;
    this.stream?.stop();
    for (const timer of this.#timers) this.clock.timers.clearTimeout(timer);
    this.#timers.clear();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
