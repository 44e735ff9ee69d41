import { describe, expect, it } from 'vitest';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { decimal } from '../../src/domain/money.ts';
import type { VenueProfile } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { WantedInstruments } from '../../src/worlds/wanted-instruments.ts';
import type { FollowedMarkets } from '../../src/worlds/wanted-instruments.ts';

const perpetual = (venue: string, coin: string, status: Instrument['status'] = 'trading'): Instrument => ({
  market: marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`)),
  venue: venueId(venue),
  symbol: symbolId(`${coin}/USDT:USDT`),
  nativeSymbol: `${coin}USDT`,
  coin: coinId(coin),
  kind: 'linear',
  quote: 'USDT',
  settle: 'USDT',
  multiplier: 1,
  contractSize: decimal(1),
  tickSize: decimal('0.1'),
  lotSize: decimal('0.1'),
  minQuantity: decimal('0.1'),
  minNotional: decimal(5),
  status,
  source: 'listed',
});

/** A venue whose answers are instruments already. */
const profile = (venue: string): VenueProfile => ({
  ...bybitProfile,
  venue: venueId(venue),
  createDecoder: () => ({
    frame: () => [],
    rest: (frame) => (frame as readonly Instrument[]).map((instrument) => ({ type: 'instrument', instrument })),
    lost: () => [],
  }),
});

const answer = (venue: string, frame: readonly Instrument[]): Extract<Input, { kind: 'rest' }> => ({
  kind: 'rest',
  atMs: atMs(1),
  venue: venueId(venue),
  rest: 'GET /instruments',
  frame,
});

const wantedOf = (lists: Readonly<Record<string, readonly Instrument[]>>, yaml = '{}', follow?: FollowedMarkets) => {
  const wanted = new WantedInstruments(Object.keys(lists).map(profile), parseConfig({ text: yaml }), follow);
  for (const [venue, list] of Object.entries(lists)) wanted.read(answer(venue, list));
  return [...wanted.wanted().values()].flat().map(({ market }) => market);
};

describe('the instruments worth a subscription', () => {
  const lists = {
    alpha: [perpetual('alpha', 'BTC'), perpetual('alpha', 'ONLYHERE'), perpetual('alpha', 'ETH')],
    beta: [perpetual('beta', 'BTC'), perpetual('beta', 'ETH', 'halted')],
  };

  it('are those of coins that two markets share', () => {
    expect(wantedOf(lists)).toEqual(['alpha:BTC/USDT:USDT', 'beta:BTC/USDT:USDT']);
  });

  it('are those besides in which one dollar coin is priced in another, where there is a route at all', () => {
    const symbol = symbolId('USDC/USDT');
    const peg = {
      ...perpetual('beta', 'USDC'),
      market: marketKey(venueId('beta'), symbol),
      symbol,
      kind: 'spot',
    } as const;
    const { alpha, beta } = lists;
    expect(wantedOf({ alpha, beta: [...beta, peg] })).toEqual([...wantedOf(lists), 'beta:USDC/USDT']);
    expect(wantedOf({ alpha: [], beta: [...beta, peg] })).toEqual([]);
  });

  it('are within the coins and symbols that the configuration asks for', () => {
    expect(wantedOf(lists, 'universe: { excludeCoins: [BTC] }')).toEqual([]);
    expect(wantedOf(lists, 'venues: { beta: { symbols: [ETH/USDT:USDT] } }')).toEqual([]);
  });

  it('are all of a venue, up to the coins that are watched, where a venue is looked at by itself', () => {
    const alone = { alpha: lists.alpha };
    expect(wantedOf(alone)).toEqual([]);
    expect(wantedOf(alone, '{}', { coins: 'every' })).toHaveLength(3);
    expect(wantedOf(alone, 'engine: { maxCoins: 2 }', { coins: 'every' })).toEqual([
      'alpha:BTC/USDT:USDT',
      'alpha:ETH/USDT:USDT',
    ]);
  });

  it('are of the kinds asked for', () => {
    expect(wantedOf(lists, '{}', { kindsOf: () => ['linear'] })).toHaveLength(2);
    expect(wantedOf(lists, '{}', { kindsOf: () => ['spot', 'inverse'] })).toEqual([]);
    expect(wantedOf(lists, '{ venues: { everyVenue: { kinds: [spot, inverse] } } }')).toEqual([]);
    expect(wantedOf(lists, '{ venues: { alpha: { kinds: [spot] } } }')).toEqual([]);
  });

  it('change only when a list says something new', () => {
    const wanted = new WantedInstruments([profile('alpha')], parseConfig());
    expect(wanted.read(answer('alpha', [perpetual('alpha', 'BTC')]))).toBe(true);
    expect(wanted.read(answer('alpha', [perpetual('alpha', 'BTC')]))).toBe(false);
    expect(wanted.read(answer('alpha', [perpetual('alpha', 'BTC', 'halted')]))).toBe(true);
    expect(wanted.read(answer('stranger', [perpetual('stranger', 'BTC')]))).toBe(false);
  });
});
