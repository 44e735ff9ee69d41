import { describe, expect, it } from 'vitest';
import type { VenueProfile } from '../../src/domain/ports.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import { venueProfile } from '../../src/venues/registry.ts';
import { legView } from '../../src/market/leg-view.ts';
import type { LegSetting } from '../../src/market/leg-view.ts';
import { Market } from '../../src/market/market.ts';
import { instrument } from '../analytics/route-fixtures.ts';
import { BTC, EIGHT, at, liquidation, mark, rate, snapshot } from './market-facts.ts';

/** A venue that speaks all the time: every 50 ms of its book, every second of its rate. */
const steady: VenueProfile = {
  ...venueProfile('binance'),
  bookCadenceMs: ms(50),
  fundingCadenceMs: ms(1000),
  changeDriven: { book: false, funding: false },
};
const onChange: VenueProfile = { ...steady, changeDriven: { book: true, funding: true } };

const setting = (overrides: Partial<LegSetting> = {}): LegSetting => ({
  nowMs: atMs(EIGHT + 500),
  status: 'live',
  profile: steady,
  offsetMs: 0,
  fees: { maker: 0.0002, taker: 0.0005 },
  spotFinancingPerHour: { long: 0.00001, short: 0.00002 },
  budgets: { bookMs: 100, fundingMs: 30_000 },
  ...overrides,
});

/** Book and rate of the venue's 08:00:00.000, both arrived 40 ms later on one connection. */
const market = (pulse = { conn: 'public', heardAtMs: atMs(EIGHT + 40) }): Market => {
  const made = new Market(BTC);
  made.describe(instrument('alpha', 'BTC/USDT:USDT'));
  for (const event of [snapshot(), rate(), mark(100), liquidation(2, 100)]) made.fold(event, at(EIGHT + 40, pulse));
  return made;
};

describe('a market as a leg', () => {
  it('shows what is known of it now', () => {
    expect(legView(market(), setting())).toMatchObject({
      market: BTC,
      status: 'live',
      mid: 100,
      mark: 100,
      funding: { rate: 0.0001 },
      // 2 x 100
      liquidated60sUsd: 200,
      pressure: 1.5,
      takerFee: 0.0005,
      makerFee: 0.0002,
      financingPerHour: { long: 0, short: 0 },
    });
  });

  it('carries the 8-hour mean of a rate that accrues continuously, and none of any other', () => {
    const accruing = new Market(BTC);
    accruing.fold(rate({ kind: 'current', rate: 0.0008 }), at(EIGHT));
    expect(legView(accruing, setting()).accrualEwmaRate).toBe(0.0008);
    expect(legView(market(), setting()).accrualEwmaRate).toBeUndefined();
  });

  it('lends its book, not a copy', () => {
    const own = market();
    const view = legView(own, setting());
    own.fold(snapshot({ bids: [50, 1], asks: [60, 1] }), at(EIGHT + 600));
    expect(view.book()?.bids.prices[0]).toBe(50);
  });

  it('charges the holding of coins to a spot leg alone', () => {
    const spot = new Market(instrument('alpha', 'BTC/USDT').market);
    expect(legView(spot, setting()).financingPerHour).toEqual({ long: 0.00001, short: 0.00002 });
    expect(legView(market(), setting()).financingPerHour).toEqual({ long: 0, short: 0 });
  });

  it('knows nothing of an unseen market and says so', () => {
    const view = legView(new Market(BTC), setting({ status: 'awaiting' }));
    expect([view.mid, view.bookAgeMs, view.fundingAgeMs, view.book()]).toEqual(Array.from({ length: 4 }));
  });
});

describe('the ages of a leg', () => {
  it('run from the clock of the venue: 500 - 0', () => {
    const view = legView(market(), setting());
    expect([view.bookAgeMs, view.fundingAgeMs]).toEqual([500, 500]);
  });

  it('are corrected by the offset of that clock: it is 30 ms ahead, so its 0 was our -30', () => {
    expect(legView(market(), setting({ offsetMs: 30 })).bookAgeMs).toBe(530);
  });

  it('are never negative: a venue clock 1.27 s ahead of ours without the offset would say -770', () => {
    // our 08:00:00.500 is the venue's 08:00:01.770
    const ahead = new Market(BTC);
    ahead.fold(snapshot({ venueAtMs: atMs(EIGHT + 1270) }), at(EIGHT));
    expect(legView(ahead, setting({ offsetMs: 0 })).bookAgeMs).toBe(0);
    // with it: 500 - (1270 - 1270)
    expect(legView(ahead, setting({ offsetMs: 1270 })).bookAgeMs).toBe(500);
  });

  it('are unknown while the offset is: nothing is fresh by assumption', () => {
    const view = legView(market(), setting({ offsetMs: undefined }));
    expect([view.bookAgeMs, view.fundingAgeMs]).toEqual([undefined, undefined]);
  });

  it('run from the arrival where a frame carries no time: 500 - 40', () => {
    const untimed = new Market(BTC);
    untimed.fold(snapshot({ venueAtMs: undefined }), at(EIGHT + 40));
    expect(legView(untimed, setting()).bookAgeMs).toBe(460);
  });

  it('of channels that speak on change run from the last word of the socket, whatever it said', () => {
    const pulse = { conn: 'public', heardAtMs: atMs(EIGHT + 40) };
    const own = market(pulse);
    pulse.heardAtMs = atMs(EIGHT + 480);
    expect(legView(own, setting({ profile: onChange })).bookAgeMs).toBe(20);
    expect(legView(own, setting({ profile: steady })).bookAgeMs).toBe(500);
  });

  it('are not kept young by a socket that was lost', () => {
    const own = market();
    own.loseBook();
    own.loseRates();
    expect(legView(own, setting({ profile: onChange })).bookAgeMs).toBeUndefined();
  });

  it('are held against budgets stretched to twice the cadence of the venue', () => {
    expect(legView(market(), setting())).toMatchObject({ bookBudgetMs: 100, fundingBudgetMs: 30_000 });
    const slow = { ...steady, bookCadenceMs: ms(500), fundingCadenceMs: ms(60_000) };
    expect(legView(market(), setting({ profile: slow }))).toMatchObject({
      bookBudgetMs: 1000,
      fundingBudgetMs: 120_000,
    });
  });
});
