import type { MarketKey, VenueId } from '../domain/ids.ts';
import { kindOf, venueOf } from '../domain/ids.ts';
import type { OperatorCommand } from '../domain/input.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';
import { text } from '../domain/money.ts';
import type { ChaosDice } from './chaos-dice.ts';
import type { ChaosStage } from './chaos-stage.ts';
import type { Chronicle } from './chronicle.ts';

/** What a minute may do to the engine in hand. */
export interface MinuteHands {
  readonly send: (command: OperatorCommand) => void;
  readonly tellLists: (venue: VenueId) => void;
}

const MINUTE_MS = 60_000;
/** A delisting is announced so long before, ms. */
const NOTICE_MS = { least: 5 * MINUTE_MS, most: 60 * MINUTE_MS };
/** An operator's whims, per minute: no faults, they are always there. */
const WHIMS = { unwindOne: 0.03, unwindAll: 0.002, pause: 0.004, kill: 0.001 };
const STIR_EVERY_MS = 2 * 60 * MINUTE_MS;
const WHIM_MS = { least: 2 * MINUTE_MS, most: 10 * MINUTE_MS };

/** Share of what an account began with that is paid in or taken out at most. */
const TRANSFER_FRACTION = 0.1;
/** A client that polls sees an account so often after something happened to it unasked. */
const POLLS = 3;

/** A stage, and when nothing may go wrong on it any more. */
type CalmingStage = ChaosStage & { readonly calmAtMs: AtMs };

/** What befalls markets and accounts, and what an operator takes into his head, minute by minute. */
export class Misfortunes {
  readonly #stage: CalmingStage;
  readonly #dice: ChaosDice;
  readonly #chronicle: Chronicle;
  readonly #endings = new Map<MarketKey, AtMs>();
  /** Accounts still to be told without having been asked for. */
  readonly #polls = new Map<VenueId, number>();
  #whimUntilMs = 0;
  #stirAtMs = 0;
  #pauseSentInLife: number | undefined;
  #isCalm = false;

  constructor(stage: CalmingStage, dice: ChaosDice, chronicle: Chronicle) {
    this.#stage = stage;
    this.#dice = dice;
    this.#chronicle = chronicle;
  }

  /** From here on nothing goes wrong, and nothing new is begun. */
  calm(): void {
    this.#isCalm = true;
    this.#whimUntilMs = Infinity;
  }

  minute(nowMs: AtMs, hands: MinuteHands): void {
    if (nowMs >= this.#stirAtMs) this.#stir(nowMs);
    this.#markets(nowMs, hands);
    this.#accounts();
    this.#transfers(nowMs);
    this.#operate(nowMs, hands);
  }

  /** Venues that agree leave nothing to trade: every perpetual's premium moves, faults or not. */
  #stir(nowMs: AtMs): void {
    const { world } = this.#stage;
    this.#stirAtMs = nowMs + STIR_EVERY_MS;
    for (const { kind, market } of world.markets.instruments())
      if (kind === 'linear') world.strike(market, { kind: 'spike', bps: this.#dice.between('stir', -40, 40) });
  }

  #markets(nowMs: AtMs, { tellLists }: MinuteHands): void {
    const { world } = this.#stage;
    const dice = this.#dice;
    const perpetuals = world.markets
      .instruments()
      .filter(({ kind, market }) => kind === 'linear' && !this.#endings.has(market))
      .map(({ market }) => market);
    const changed = dice.strikes('interval-change') ? dice.pick('interval-change', perpetuals) : undefined;
    if (changed !== undefined) world.strike(changed, { kind: 'interval' });
    if (changed !== undefined) tellLists(venueOf(changed));
    const ending =
      this.#endings.size === 0 && dice.strikes('delisting') ? dice.pick('delisting', perpetuals) : undefined;
    const endAtMs = atMs(nowMs + (ending === undefined ? 0 : dice.between('notice', NOTICE_MS.least, NOTICE_MS.most)));
    if (ending !== undefined && endAtMs < this.#stage.calmAtMs) {
      this.#endings.set(ending, endAtMs);
      world.strike(ending, { kind: 'delisting', atMs: endAtMs });
      tellLists(venueOf(ending));
    }
    for (const [market, endAtMs] of this.#endings)
      if (nowMs >= endAtMs && world.account(venueOf(market)).positions[market] !== undefined)
        world.takeAway(market, 'delisting');
    const spiking = dice.strikes('rate-spike') ? dice.pick('rate-spike', perpetuals) : undefined;
    const bps = dice.between('spike', 50, 150) * (dice.stream('spike sign').next() < 0.5 ? -1 : 1);
    if (spiking !== undefined) world.strike(spiking, { kind: 'spike', bps });
  }

  #accounts(): void {
    const { world, profiles } = this.#stage;
    const held = profiles.flatMap(({ venue }) =>
      // Object.keys forgets the brand of its record's keys.
      (Object.keys(world.account(venue).positions) as MarketKey[]).filter((market) => kindOf(market) !== 'spot'),
    );
    if (held.length === 0 || !this.#dice.strikes('liquidation')) return;
    const market = this.#dice.pick('liquidation', held);
    if (market !== undefined) world.takeAway(market, 'liquidation');
  }

  #transfers(nowMs: AtMs): void {
    const { world, profiles, capitalUsd } = this.#stage;
    const venue = this.#dice.strikes('transfer')
      ? this.#dice.pick(
          'transfer',
          profiles.map((one) => one.venue),
        )
      : undefined;
    const [coin] = venue === undefined ? [] : Object.keys(world.account(venue).balances).filter(isDollar);
    if (venue !== undefined && coin !== undefined) {
      const most = capitalUsd * TRANSFER_FRACTION;
      world.transfer(venue, { coin, amount: text(this.#dice.between('transfer usd', -most, most)) });
      this.#polls.set(venue, POLLS);
    }
    for (const [polled, left] of this.#polls) {
      world.perform({ kind: 'account', venue: polled, sinceMs: atMs(nowMs - 2 * POLLS * MINUTE_MS) });
      if (left > 1) this.#polls.set(polled, left - 1);
      else this.#polls.delete(polled);
    }
  }

  /** What an operator wants is said until it is so: a command may die with the process that should have heard it. */
  #operate(nowMs: AtMs, { send }: MinuteHands): void {
    const { operator, pauses, counts } = this.#chronicle;
    if (nowMs < this.#whimUntilMs) return this.#stayPaused(send);
    this.#chronicle.ordered = 'trading';
    this.#pauseSentInLife = undefined;
    // a kill is over: it was a slip
    if (operator === 'stopped' && counts.cycles > 0) send({ type: 'operator.arm' });
    if (operator === 'armed') send({ type: 'operator.trade' });
    if (operator === 'paused' || [...pauses.values()].includes('operator')) send({ type: 'operator.resume' });
    if (operator !== 'trading' || counts.cycles === 0) return;
    const draw = this.#dice.stream('operator').next();
    if (draw < WHIMS.unwindOne) {
      const coin = this.#dice.pick('operator coin', [...pauses.keys(), ...this.#stage.coins]);
      if (coin !== undefined) send({ type: 'operator.unwind', coin: coin as never });
    } else if (draw < WHIMS.unwindOne + WHIMS.unwindAll) {
      send({ type: 'operator.unwind', coin: 'all' });
    } else if (draw >= 1 - WHIMS.kill) {
      this.#dice.struck('kill-switch');
      send({ type: 'operator.kill' });
    } else if (draw < WHIMS.unwindOne + WHIMS.unwindAll + WHIMS.pause) {
      this.#whimUntilMs = nowMs + this.#dice.between('whim', WHIM_MS.least, WHIM_MS.most);
      this.#stayPaused(send);
    }
  }

  #stayPaused(send: MinuteHands['send']): void {
    const { counts } = this.#chronicle;
    // said a minute ago in this very life: it has been heard
    if (this.#pauseSentInLife === counts.lives) this.#chronicle.ordered = 'paused';
    this.#pauseSentInLife = counts.lives;
    if (this.#chronicle.operator !== 'paused') send({ type: 'operator.pause' });
    if (this.#isCalm && this.#chronicle.operator === 'stopped') send({ type: 'operator.arm' });
  }
}

const isDollar = (coin: string): boolean => coin.startsWith('USD');
