import { describe, expect, it } from 'vitest';
import type { FactDraft } from '../../../src/domain/fact.ts';
import { venueId } from '../../../src/domain/ids.ts';
import { decimal, text } from '../../../src/domain/money.ts';
import type { Fill } from '../../../src/domain/order.ts';
import { MS_PER_DAY, MS_PER_HOUR, atMs } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import { feeTermsOf } from '../../../src/engine/config/config-settings.ts';
import { FeeDesk } from '../../../src/engine/money/fee-desk.ts';
import { Outbox } from '../../../src/engine/outbox.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { venueProfile } from '../../../src/venues/registry.ts';
import { BYBIT_SOL, BYBIT_SPOT, HYPERLIQUID_SOL, NINE, fillOf } from '../market-room.ts';

const LADDER = `
venues:
  everyVenue: { fees: { linear: { makerBps: 2, takerBps: 6 } } }
  bybit:
    feeTiers: { linear: [{ minVolume30dUsd: 1000, makerBps: 1.9, takerBps: 4.5 }, { minVolume30dUsd: 5000, makerBps: 0, takerBps: 3.3 }] }
`;
const DAY = Math.floor(NINE / MS_PER_DAY);
const at = (day: number, hour: number) => atMs((DAY + day) * MS_PER_DAY + hour * MS_PER_HOUR);

/** One life of a desk after another over the same rows. */
class DeskStage {
  readonly rows: Record<string, string> = {};
  readonly #outbox = new Outbox();
  #desk: FeeDesk;
  #inputs = 0;

  readonly yaml: string;

  constructor(yaml = LADDER) {
    this.yaml = yaml;
    this.#desk = this.#open();
  }

  begin(nowMs: number): readonly unknown[] {
    return this.#input(nowMs, (desk) => desk.begin(atMs(nowMs)));
  }

  look(nowMs: number): readonly unknown[] {
    return this.#input(nowMs, (desk) => desk.look(atMs(nowMs)));
  }

  /** A fill of so many dollars, booked when it happened unless told otherwise. */
  trade(usd: number, filledAtMs: number, bookedAtMs = filledAtMs, market: Fill['market'] = BYBIT_SOL) {
    const fill = fillOf({ market, quantity: text(usd), price: text(1), venueAtMs: atMs(filledAtMs) });
    return this.#input(bookedAtMs, (desk) => {
      desk.look(atMs(bookedAtMs));
      desk.traded(fill, decimal(1));
    });
  }

  restart(nowMs: number, yaml = this.yaml): readonly unknown[] {
    this.#desk = this.#open(yaml);
    return this.begin(nowMs);
  }

  rates(market = BYBIT_SOL): { readonly maker: number; readonly taker: number } {
    const { maker, taker } = this.#desk.ratesOf(market);
    return { maker, taker };
  }

  #open(yaml = this.yaml): FeeDesk {
    const config = parseConfig({ text: yaml });
    const terms = ['bybit', 'hyperliquid'].map((venue) => feeTermsOf(config, venueProfile(venue)));
    return new FeeDesk(this.#outbox, terms, { ...this.rows });
  }

  #input(nowMs: number, act: (desk: FeeDesk) => void): readonly FactDraft['body'][] {
    this.#inputs += 1;
    this.#outbox.begin(this.#inputs, atMs(nowMs));
    act(this.#desk);
    const { batch } = this.#outbox.take();
    Object.assign(this.rows, batch?.ledger);
    return (batch?.facts ?? []).map(({ type, body }) => (type === 'fees.tier' ? body : { type }));
  }
}

const FIRST = { maker: 0.0002, taker: 0.0006 };
const SECOND = { maker: 0.00019, taker: 0.00045 };
const THIRD = { maker: 0, taker: 0.00033 };

describe('the fees a route is reckoned with', () => {
  it('change at midnight by what was traded, and say so', () => {
    const stage = new DeskStage();
    expect(stage.begin(at(0, 9))).toEqual([
      { venue: 'bybit', kind: 'linear', from: null, to: 0, volume30dUsd: '0', makerBps: 2, takerBps: 6 },
    ]);
    expect(stage.trade(700, at(0, 10))).toEqual([]);
    // spot counts with the rest
    expect(stage.trade(400, at(0, 23), at(0, 23), BYBIT_SPOT)).toEqual([]);
    expect(stage.rates()).toEqual(FIRST);
    expect(stage.look(at(1, 0) - 1)).toEqual([]);
    expect(stage.rates()).toEqual(FIRST);
    expect(stage.look(at(1, 0))).toEqual([
      { venue: 'bybit', kind: 'linear', from: 0, to: 1, volume30dUsd: '1100', makerBps: 1.9, takerBps: 4.5 },
    ]);
    expect(stage.rates()).toEqual(SECOND);
    // no ladder for spot here, none at all at the other venue
    expect(stage.rates(BYBIT_SPOT)).toEqual(venueProfile('bybit').fees.spot);
    stage.trade(1e9, at(1, 1), at(1, 1), HYPERLIQUID_SOL);
    expect(stage.look(at(2, 0))).toEqual([]);
    expect(stage.rates(HYPERLIQUID_SOL)).toEqual(FIRST);
  });

  it('forget what is 30 days old', () => {
    const stage = new DeskStage();
    stage.begin(at(0, 9));
    stage.trade(6000, at(0, 10));
    stage.look(at(1, 0));
    stage.trade(1500, at(1, 10));
    expect(stage.look(at(30, 23))).toEqual([]);
    expect(stage.rates()).toEqual(THIRD);
    expect(stage.look(at(31, 0))).toMatchObject([{ from: 2, to: 1, volume30dUsd: '1500' }]);
    expect(stage.look(at(32, 5))).toMatchObject([{ from: 1, to: 0, volume30dUsd: '0' }]);
    expect(stage.rates()).toEqual(FIRST);
  });

  it('count a fill told late for the day it happened on', () => {
    const stage = new DeskStage();
    stage.begin(at(0, 9));
    expect(stage.trade(1200, at(0, 23), at(1, 1))).toMatchObject([{ from: 0, to: 1, volume30dUsd: '1200' }]);
  });

  it('are the same after a restart, whenever it comes', () => {
    const whole = new DeskStage();
    const broken = new DeskStage();
    for (const stage of [whole, broken]) {
      stage.begin(at(0, 9));
      stage.trade(6000, at(0, 10));
    }
    // the process dies with the day half over: what was traded is not forgotten, and nothing new is said
    expect(broken.restart(at(0, 11))).toEqual([]);
    for (const stage of [whole, broken]) expect(stage.look(at(1, 0))).toMatchObject([{ from: 0, to: 2 }]);
    for (const stage of [whole, broken]) stage.trade(1000, at(1, 3));
    // it sleeps over the midnight that brings the next tier
    expect(broken.restart(at(31, 8))).toEqual(whole.look(at(31, 8)));
    expect(broken.rates()).toEqual(SECOND);
    expect(broken.rows).toEqual(whole.rows);
  });

  it('begin with the volume from before, and count its days from the first start', () => {
    const stage = new DeskStage(`${LADDER}    volume30dUsd: 6000\n`);
    expect(stage.begin(at(0, 9))).toMatchObject([{ from: null, to: 2, volume30dUsd: '6000' }]);
    expect(stage.look(at(5, 1))).toEqual([]); // 6000 x 25 / 30 = 5000
    expect(stage.look(at(6, 1))).toMatchObject([{ from: 2, to: 1, volume30dUsd: '4800' }]);
    expect(stage.restart(at(25, 9))).toEqual([]); // 1000
    expect(stage.look(at(26, 0))).toMatchObject([{ from: 1, to: 0, volume30dUsd: '800' }]);
  });

  it('leave no row and no fact where no ladder is', () => {
    const stage = new DeskStage('venues: { everyVenue: { fees: { linear: { makerBps: 2, takerBps: 6 } } } }');
    expect([stage.begin(at(0, 9)), stage.trade(6000, at(0, 10)), stage.look(at(1, 0))]).toEqual([[], [], []]);
    expect(stage.rows).toEqual({});
    expect(stage.rates()).toEqual(FIRST);
  });

  it('keep rows that a ledger lets pass', () => {
    const stage = new DeskStage();
    stage.begin(at(0, 9));
    stage.trade(700, at(0, 10));
    expect(createLedger(stage.rows).rows()).toEqual(stage.rows);
    expect(stage.rows[`fees ${venueId('bybit')} day ${DAY}`]).toBe('700');
  });
});
