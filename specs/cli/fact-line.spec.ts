import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factLine } from '../../src/cli/fact-line.ts';
import { FollowedFacts } from '../../src/cli/followed-facts.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { goldenFacts } from '../../src/replay/compare.ts';

const GOLDEN = join(import.meta.dirname, '../../fixtures/journals/sol-settlement.ndjson');
const facts = goldenFacts(readFileSync(GOLDEN, 'utf8'), GOLDEN);

const lineOf = (type: string): string => {
  const fact = facts.find((one) => one.type === type);
  if (fact === undefined) throw new Error(`no ${type} in the golden journal`);
  return factLine(fact);
};

const fact = (type: string, body: Fact['body'], at = 0): Fact => ({
  seq: 1,
  atMs: atMs(1_767_571_500_000 + at),
  type,
  cause: 1,
  actor: actorId('scout/SOL'),
  body,
});

const line = (type: string, body: Fact['body']): string => factLine(fact(type, body));

describe('a fact on one line', () => {
  it('says what a route nets and why it was refused, in figures', () => {
    expect(lineOf('route.refused')).toMatch(
      /route\.refused +scout\/SOL +long binance, short hyperliquid {2}net -?[\d.]+ bps \(carry [\d.]+, cost [\d.]+\) {2}stale-book \(long\) \d+ > \d+, market-not-live \(short\)/,
    );
    expect(lineOf('route.candidate')).toMatch(/net [\d.]+ bps \(carry [\d.]+, cost [\d.]+\) {2}break-even [\d.]+ h$/);
    const reasons = [
      { code: 'below-screen', limit: 5, actual: 0.1234 },
      { code: 'operator-not-trading', limit: 'trading', actual: 'paused' },
      { code: 'insufficient-depth', fill: 'longIn', limit: 1, actual: 0.5 },
      { code: 'halted', leg: 'short' },
    ];
    expect(factLine(fact('entry.refused', { long: 'a:SOL/USDT', short: 'b:SOL/USDT:USDT', reasons }))).toMatch(
      /long a spot, short b {2}below-screen 0\.123 < 5, operator-not-trading paused \(trading\), insufficient-depth \(longIn\) 0\.5 < 1, \+1 more$/,
    );
  });

  it('says what fills cost from here on', () => {
    const tier = { venue: 'a', kind: 'linear', to: 1, volume30dUsd: '1234567.8', makerBps: 1.9, takerBps: 4.5 };
    expect(line('fees.tier', { ...tier, from: null })).toMatch(
      /linear tier 1: maker 1\.90, taker 4\.50 bps for 1,234,567\.80 USD in 30 days$/,
    );
    expect(line('fees.tier', { ...tier, from: 0 })).toMatch(/linear tier 1 after 0: maker/);
  });

  it('says how an entry goes in by parts', () => {
    const route = { long: 'a:SOL/USDT:USDT', short: 'b:SOL/USDT:USDT' };
    const rests = { market: 'a:SOL/USDT:USDT', limitPrice: '135.05', best: '135.04' };
    const reasons = [{ code: 'insufficient-depth', limit: 1, actual: 0.5 }];
    expect(line('quote.moved', rests)).toMatch(/a:SOL\/USDT:USDT rests at 135\.05, the best price is 135\.04$/);
    expect(line('quote.unwanted', { ...rests, reasons })).toMatch(/is withdrawn: insufficient-depth 0\.5 < 1$/);
    expect(line('quote.approved', { ...route, leg: 'long' })).toMatch(/long a, short b {2}the long leg rests anew$/);
    expect(line('slice.approved', { ...route, notionalUsd: 14_639.2, boundBy: 'target' })).toMatch(
      /long a, short b {2}14,639\.20 USD a leg more, bound by target$/,
    );
    for (const type of ['quote.refused', 'slice.refused'])
      expect(line(type, { ...route, reasons })).toMatch(/long a, short b {2}insufficient-depth 0\.5 < 1$/);
  });

  it('says orders, fills and payments as people do', () => {
    expect(lineOf('order.intended')).toMatch(/order\/\w{9}… open: buy [\d.]+ binance:SOL\/USDT, limit [\d.]+ ioc$/);
    expect(lineOf('fill.booked')).toMatch(/(buy|sell) [\d.]+ \S+ at [\d.]+, fee [\d.]+ \w+, cycle SOL-1$/);
    expect(lineOf('funding.paid')).toMatch(
      /received [\d.]+ USDC on hyperliquid:SOL\/USDC:USDC, rate [\d.]+ bps on -[\d.]+ at [\d.]+$/,
    );
    expect(lineOf('funding.expected')).toMatch(
      /8\.6678 on hyperliquid:SOL\/USDC:USDC by the last word before 2026-01-05 01:00:00: 9\.017 bps per 1 h$/,
    );
    expect(lineOf('position.hedged')).toMatch(/ -> hedged\.carrying \(order\.ended\)$/);
  });

  it('shows the figures of anything else, times as times, and never more than fits', () => {
    expect(factLine(fact('some.news', { n: 2, rate: 1 / 3, seenAtMs: 1_767_571_500_000, deep: { a: 1 } }))).toBe(
      '2026-01-05 00:05:00  some.news            scout/SOL        n=2 rate=0.333333 seenAtMs=2026-01-05T00:05:00',
    );
    expect(factLine(fact('some.news', { text: 'x'.repeat(5000) })).length).toBeLessThan(260);
  });
});

describe('what is told of a run', () => {
  it('is money and risk always, a route once an hour, a position when its stage changes', () => {
    const followed = new FollowedFacts();
    const told = (type: string, body: Fact['body'] = {}, at = 0) => followed.tells(fact(type, body, at));
    expect([told('funding.paid'), told('funding.paid'), told('engine.fail-closed-begins')]).toEqual([true, true, true]);
    expect([told('route.refused'), told('route.refused', {}, 3_599_999), told('route.refused', {}, 3_600_000)]).toEqual(
      [true, false, true],
    );
    expect(told('position.entering', { from: 'entering.legs(a)', to: 'entering.balancing' })).toBe(false);
    expect(told('position.hedged', { from: 'entering.balancing', to: 'hedged.carrying' })).toBe(true);
    expect([told('rate.journaled'), told('market.live'), told('alert.funding-rate')]).toEqual([false, false, false]);
  });
});
