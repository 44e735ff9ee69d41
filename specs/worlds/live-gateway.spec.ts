import { describe, expect, it } from 'vitest';
import { createWallClock } from '../../src/clock/wall-clock.adapter.ts';
import { clientOrderId, marketKey, symbolId } from '../../src/domain/ids.ts';
import type { ApprovedOrder } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import { readLiveKeys } from '../../src/execution/live-keys.ts';
import { knownVenues, venueProfile } from '../../src/venues/registry.ts';
import { venueTradings } from '../../src/venues/tradings.ts';
import { createLiveGateway, hostsOf, tradingOf } from '../../src/worlds/live-gateway.ts';
import { keysInEnvironment, must } from '../wire/live-room.ts';

const NOW = atMs(Date.UTC(2026, 0, 5));
const { venue } = venueProfile('bybit');
const MARKET = marketKey(venue, symbolId('BTC/USDT:USDT'));
const ID = clientOrderId('h1');
// only these members are looked at
const ORDER = { clientOrderId: ID, market: MARKET } as unknown as ApprovedOrder;

describe('the live gateway of all venues', () => {
  it('knows how every venue is traded at, and where', () => {
    expect(venueTradings.map((trading) => trading.venue)).toEqual(knownVenues.map((profile) => profile.venue));
    for (const trading of venueTradings)
      for (const address of Object.values(trading.urls(hostsOf(trading.venue, {}))))
        expect(address).toMatch(/^https:\/\//);
    expect(hostsOf(venue, {}, { stream: 'ws://127.0.0.1:2' })).toMatchObject({
      stream: 'ws://127.0.0.1:2',
      rest: 'https://api.bybit.com',
    });
    // what a file of addresses leaves out is nowhere, never at the real venue
    expect(hostsOf(venue, { bybit: { rest: 'http://127.0.0.1:1' } })).toEqual({ rest: 'http://127.0.0.1:1' });
  });

  it('says at once that nothing was sent where there is no key', () => {
    let news = 0;
    const gateway = createLiveGateway({
      venues: [venueProfile('bybit')],
      keys: new Map(),
      clock: createWallClock(),
    });
    gateway.onNews(() => (news += 1));
    gateway.perform({ kind: 'submit', order: ORDER }, NOW);
    gateway.perform({ kind: 'probe', clientOrderId: ID, market: MARKET }, NOW);
    gateway.perform({ kind: 'cancel', clientOrderId: ID, market: MARKET }, NOW);
    gateway.perform({ kind: 'account', venue, sinceMs: NOW }, NOW);
    expect(gateway.nextAtMs()).toBe(NOW);
    expect(news).toBe(4);
    expect(gateway.advanceTo(atMs(NOW + 5))).toMatchObject([
      { kind: 'report', atMs: NOW + 5, report: { kind: 'refused', clientOrderId: ID } },
      { kind: 'report', report: { kind: 'probe-failed', clientOrderId: ID } },
      { kind: 'account', account: undefined },
    ]);
    expect(gateway.nextAtMs()).toBe(undefined);
    expect([gateway.nextSettlementAtMs(), gateway.settle(NOW)]).toEqual([undefined, []]);
  });

  it('refuses what cannot be sent yet, or any more: it never left', async () => {
    const troubles: unknown[] = [];
    const gateway = createLiveGateway({
      venues: [venueProfile('bybit')],
      keys: new Map([[venue, readLiveKeys(keysInEnvironment('bybit'), must(tradingOf(venue)))]]),
      // nobody listens there
      endpoints: { bybit: { rest: 'http://127.0.0.1:9' } },
      clock: createWallClock(),
      onTrouble: (_venue, thrown) => troubles.push(thrown),
      pace: { reconnectMs: 10 },
    });
    gateway.perform({ kind: 'submit', order: ORDER }, NOW);
    gateway.perform({ kind: 'account', venue, sinceMs: NOW }, NOW);
    await expect.poll(() => troubles.length, { timeout: 20_000 }).toBeGreaterThan(1);
    const later = atMs(Date.UTC(2100, 0, 1));
    expect(gateway.advanceTo(later)).toMatchObject([
      { report: { kind: 'refused', message: 'not sent: bybit has not been reached yet' } },
      { kind: 'account', account: undefined },
    ]);
    gateway.stop();
    await gateway.ready();
    gateway.perform({ kind: 'submit', order: ORDER }, NOW);
    expect(gateway.advanceTo(later)).toEqual([]);
  });
});
