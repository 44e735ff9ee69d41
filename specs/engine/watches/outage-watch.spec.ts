import { describe, expect, it } from 'vitest';
import type { GateReason } from '../../../src/risk/reason.ts';
import { BYBIT, BYBIT_SOL, HYPERLIQUID, HYPERLIQUID_SOL } from '../market-room.ts';
import { ORDER, RiskRoom, SOL, withHeld } from './risk-room.ts';

const ROUTE = { coin: SOL, long: BYBIT_SOL, short: HYPERLIQUID_SOL };
const codes = (reasons: readonly GateReason[]) => reasons.map(({ code }) => code);
const fail = { kind: 'report', report: { kind: 'in-doubt', clientOrderId: ORDER, cause: 'timeout' } } as const;
const answer = { kind: 'account', venue: BYBIT, account: {} } as const;

const silenced = (config = ''): RiskRoom => {
  const risk = new RiskRoom({ config }).price(100).after();
  risk.told();
  return risk.after(fail).wait(5000).after({ kind: 'account', venue: BYBIT, account: undefined });
};
describe('a venue that takes no orders', () => {
  it('is out after failures over five seconds, freezes entries, and is asked until it answers', () => {
    const risk = silenced();
    expect(risk.desk.isOut(BYBIT)).toBe(true);
    expect(codes(risk.desk.entryReasons(ROUTE))).toEqual(['venue-outage']);
    expect(risk.asked.every((asked) => asked === 'ask bybit')).toBe(true);
    const asked = risk.asked.length;
    risk.wait(20_000);
    expect(risk.asked.length).toBe(asked + 4);
    risk.after(answer);
    expect(risk.told()).toEqual(['venue-out', 'venue-back']);
    expect(risk.desk.entryReasons(ROUTE)).toEqual([]);
    expect(risk.wait(20_000).asked.length).toBe(asked + 4);
  });

  it('is out too when it leaves questions unanswered', () => {
    const risk = new RiskRoom().price(100).after().after(fail).wait(6000);
    expect(risk.desk.isOut(BYBIT)).toBe(true);
    expect(risk.desk.isOut(HYPERLIQUID)).toBe(false);
  });

  it('is asked every five minutes while something is held there, and found out by its silence alone', () => {
    const risk = new RiskRoom().price(100).after().wait(299_000).after();
    expect(risk.asked).toEqual([]);
    risk.wait(1000).after();
    expect(risk.asked).toEqual(['ask bybit', 'ask hyperliquid']);
    risk.after(answer).wait(10_000);
    expect([risk.desk.isOut(BYBIT), risk.desk.isOut(HYPERLIQUID)]).toEqual([false, true]);
  });

  it('leaves the position hedged however long it lasts', () => {
    const risk = silenced();
    // the other venue answers meanwhile
    for (let minute = 0; minute < 6; minute += 1) risk.wait(50_000).after({ ...answer, venue: HYPERLIQUID });
    expect(risk.told()).toEqual(['venue-out', 'venue-out-long']);
    expect(risk.asked.filter((asked) => asked.startsWith('leave'))).toEqual([]);
    expect(risk.desk.mayGoAlone(risk.position)).toBe(false);
  });

  it('lets the other leg go after so long where the configuration says so', () => {
    const risk = silenced('exit: { onVenueOutage: reduce, venueOutageMs: 60000 }');
    expect(risk.desk.mayGoAlone(risk.position)).toBe(false);
    risk.wait(60_000);
    expect(risk.asked.filter((asked) => asked.startsWith('leave'))).toEqual(['leave SOL: venue-outage']);
    expect(risk.desk.mayGoAlone(risk.position)).toBe(true);
    risk.after(answer);
    expect(risk.desk.mayGoAlone(risk.position)).toBe(false);
  });
});

describe('a leg the venue took from', () => {
  const taken = { coin: SOL, leg: 'long', market: BYBIT_SOL } as const;

  it('is left to its repair while something of it is there', () => {
    const risk = new RiskRoom();
    risk.position = withHeld(risk.position, 'long', 5);
    risk.room.within(() => risk.desk.unasked(taken));
    expect([risk.told(), risk.asked]).toEqual([['leg-reduced long'], []]);
  });

  it('is never opened again: gone, or taken from while it was being entered, the position leaves', () => {
    const gone = new RiskRoom();
    gone.position = withHeld(gone.position, 'long', 0);
    gone.room.within(() => gone.desk.unasked(taken));
    expect(gone.asked).toEqual(['leave SOL: leg-lost']);
    const entering = new RiskRoom();
    entering.position = withHeld(entering.position, 'long', 5);
    entering.state = 'entering.balancing.waiting';
    entering.room.within(() => entering.desk.unasked(taken));
    expect(entering.asked).toEqual(['leave SOL: leg-lost']);
  });
});

describe('what stands unhedged', () => {
  it('is measured while a venue takes orders, and told once when it lasts too long', () => {
    const risk = new RiskRoom().price(100).after();
    risk.position = withHeld(risk.position, 'long', 6);
    risk.after({ kind: 'report', report: { kind: 'accepted', clientOrderId: ORDER } });
    risk.wait(3000);
    expect(risk.desk.naked(SOL)).toMatchObject({ nakedUsd: 400, stretchMs: 3000, longestMs: 3000, usdSeconds: 1200 });
    risk.wait(30_000);
    expect(risk.told().filter((told) => told.startsWith('naked'))).toHaveLength(1);
    risk.position = withHeld(risk.position, 'short', 6);
    risk.after({ kind: 'report', report: { kind: 'accepted', clientOrderId: ORDER } }).wait(1000);
    expect(risk.desk.cycleClosed(SOL)).toMatchObject({ nakedUsd: 0, stretchMs: 0, totalMs: 33_000, peakUsd: 400 });
    expect(risk.desk.naked(SOL)).toBeUndefined();
  });
});
