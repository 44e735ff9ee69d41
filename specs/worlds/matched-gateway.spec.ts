import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { createMatchedGateway } from '../../src/worlds/matched-gateway.ts';

const NOW = atMs(1_790_000_000_000);

const balancesOf = (venue: string, venues: object) => {
  const config = parseConfig({ text: JSON.stringify({ venues }) });
  const gateway = createMatchedGateway({ profiles: knownVenues, config, startAtMs: NOW });
  gateway.perform({ kind: 'account', venue: venueId(venue), sinceMs: NOW }, NOW);
  const told = [...gateway.advanceTo(atMs(NOW + 60_000))].flatMap((input) =>
    input.kind === 'account' && input.account !== undefined ? [input.account] : [],
  );
  return told[0]?.balances.map(({ coin, total }) => `${total} ${coin}`);
};

describe('the account of a world that matches orders by itself', () => {
  it('starts with the dollars of its venue', () => {
    expect(balancesOf('bybit', {})).toEqual(['100000 USDT']);
    expect(balancesOf('hyperliquid', {})).toEqual(['100000 USDC']);
    expect(balancesOf('bybit', { bybit: { capitalUsd: '2500.5' } })).toEqual(['2500.5 USDT']);
  });

  it('starts with the coins beside them that are to margin inverse contracts', () => {
    const venues = { everyVenue: { capitalCoins: { BTC: '0.5' } }, deribit: { capitalCoins: { ETH: 3 } } };
    expect(balancesOf('bybit', venues)).toEqual(['0.5 BTC', '100000 USDT']);
    expect(balancesOf('deribit', venues)).toEqual(['0.5 BTC', '3 ETH', '100000 USDC']);
  });
});
