import type { MarketKey, VenueId } from '../../domain/ids.ts';
import type { InventedMarkets } from '../invented-markets.ts';
import type { FaultDice } from './faulty-passage.ts';
import type { HousedConnection, Passage } from './housed-connection.ts';
import type { VenueFace, WireAnswer } from './venue-face.ts';
import type { Tally } from './venue-counts.ts';
import type { HousedDesk } from './venue-desk.ts';
import type { WireFault, WireFaultSettings } from './wire-faults.ts';
import { atMs } from '../../domain/units.ts';
import { Prng } from '../prng.ts';
import { FaultyPassage, FRAME_FAULTS, TEXT_SPOILING } from './faulty-passage.ts';

export interface VenueFaultsParts {
  readonly venue: VenueId;
  readonly seed: number;
  readonly settings: WireFaultSettings;
  readonly tally: Tally;
  readonly later: FaultDice['later'];
}

/** Where a venue's forced disconnect comes after a day, here it comes after this. */
const LIFETIME_MS = 600_000;
const SKEW_MAX_MS = 2000;
const DELIST_AFTER_MS = 60_000;

/** One venue's bad luck: dice of its own, so that what strikes one venue never moves another's. */
export class VenueFaults {
  /** The venue's clock minus true time, ms. */
  readonly skewMs: number;
  readonly #parts: VenueFaultsParts;
  readonly #requests: Prng;
  readonly #sockets: Prng;
  readonly #market: Prng;
  readonly #passages = new Map<HousedConnection, FaultyPassage>();
  #opened = 0;

  constructor(parts: VenueFaultsParts) {
    this.#parts = parts;
    const { seed, venue } = parts;
    this.#requests = new Prng(seed, `fault requests ${venue}`);
    this.#sockets = new Prng(seed, `fault sockets ${venue}`);
    this.#market = new Prng(seed, `fault market ${venue}`);
    const clock = new Prng(seed, `fault clock ${venue}`);
    const isWrong = clock.next() < this.#chance('clock-skew');
    this.skewMs = isWrong ? Math.round((2 * clock.next() - 1) * SKEW_MAX_MS) : 0;
    if (isWrong) parts.tally.fault('clock-skew');
  }

  /** The way to one client; `undefined` where nothing can happen on it. */
  passage(connection: HousedConnection): Passage | undefined {
    if (PASSAGE_FAULTS.every((fault) => this.#chance(fault) === 0)) return undefined;
    const { seed, venue, tally, later } = this.#parts;
    this.#opened += 1;
    const prng = new Prng(seed, `fault frames ${venue} ${this.#opened}`);
    const chance = (fault: WireFault): number => this.#chance(fault);
    const struck = (fault: WireFault): void => tally.fault(fault);
    const passage = new FaultyPassage(connection, { prng, later, chance, struck }, TEXT_SPOILING);
    this.#passages.set(connection, passage);
    return passage.pass;
  }

  ended(connection: HousedConnection): void {
    this.#passages.delete(connection);
  }

  /** What is answered in place of the venue, if anything. */
  rest(face: VenueFace): WireAnswer | 'silence' | undefined {
    const draw = this.#requests.next();
    let reached = 0;
    for (const fault of REST_FAULTS) {
      reached += this.#chance(fault);
      if (draw >= reached) continue;
      this.#parts.tally.fault(fault);
      return this.#answer(fault, face);
    }
    return undefined;
  }

  /** What befalls a socket in this second. */
  socket(connection: HousedConnection, nowMs: number): 'disconnect' | 'lifetime' | undefined {
    if (this.#strikes('stall', this.#sockets)) this.#passages.get(connection)?.stall();
    if (this.#strikes('disconnect', this.#sockets)) return 'disconnect';
    const isOld = nowMs - connection.bornAtMs >= LIFETIME_MS;
    return isOld && this.#strikes('lifetime', this.#sockets) ? 'lifetime' : undefined;
  }

  /** What befalls the venue's markets and its account in this minute. */
  minute(markets: InventedMarkets, desk: HousedDesk): void {
    const own = markets.marketsOf(this.#parts.venue);
    const listed = own.filter(({ funding, instrument }) => funding !== undefined && instrument.status === 'trading');
    const pick = (): MarketKey | undefined =>
      listed[this.#market.integer(Math.max(1, listed.length))]?.instrument.market;
    const held = desk.positions()[0]?.market;
    if (held !== undefined && this.#strikes('liquidation', this.#market)) desk.liquidateOne(held);
    const changed = this.#strikes('interval-change', this.#market) ? pick() : undefined;
    if (changed !== undefined) markets.strike(changed, { kind: 'interval' });
    const ending = this.#strikes('delisting', this.#market) ? pick() : undefined;
    if (ending !== undefined)
      markets.strike(ending, { kind: 'delisting', atMs: atMs(markets.nowMs() + DELIST_AFTER_MS) });
    const spiking = this.#strikes('rate-spike', this.#market) ? pick() : undefined;
    if (spiking === undefined) return;
    const sign = this.#market.next() < 0.5 ? -1 : 1;
    markets.strike(spiking, { kind: 'spike', bps: sign * (50 + 100 * this.#market.next()) });
  }

  #answer(fault: (typeof REST_FAULTS)[number], face: VenueFace): WireAnswer | 'silence' {
    const seconds = 1 + this.#requests.integer(5);
    const isGrave = seconds > 3;
    const answers = {
      'http-429': () => face.refuse('rate-limited', seconds),
      'http-418': () => face.refuse('banned', 10 + seconds),
      'http-5xx': () => face.refuse(isGrave ? 'unavailable' : 'server-error', seconds),
      html: () => ({ status: isGrave ? 200 : 502, body: PAGE, headers: { 'content-type': 'text/html' } }),
      'no-answer': () => 'silence' as const,
    };
    return answers[fault]();
  }

  #chance(fault: WireFault): number {
    return this.#parts.settings.probabilities?.[fault] ?? 0;
  }

  #strikes(fault: WireFault, prng: Prng): boolean {
    const strikes = prng.next() < this.#chance(fault);
    if (strikes) this.#parts.tally.fault(fault);
    return strikes;
  }
}

const PASSAGE_FAULTS = [...FRAME_FAULTS, 'silent-channel', 'stall'] as const;
const REST_FAULTS = ['http-429', 'http-418', 'http-5xx', 'html', 'no-answer'] as const;

const PAGE = '<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>502 Bad gateway</h1></body></html>';
