import { describe, expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import { hyperliquidProfile } from '../../../src/venues/hyperliquid/profile.ts';
import { printEvent } from '../printed-events.ts';

const feed = () => {
  const decoder = hyperliquidProfile.createDecoder();
  const at = atMs(1_790_928_000_000);
  return {
    decoder,
    frame: (channel: string, data: unknown) =>
      decoder.frame({ channel, data }, { conn: 'public', atMs: at }).map(printEvent),
    info: (body: object, answer: unknown) =>
      decoder.rest(answer, { rest: `POST /info ${JSON.stringify(body)}`, atMs: at }).map(printEvent),
  };
};

const META = { universe: [{ szDecimals: 5, name: 'BTC', maxLeverage: 40 }] };
const levels = [[{ px: '99', sz: '1', n: 1 }], [{ px: '101', sz: '2', n: 1 }]];

describe('hyperliquid', () => {
  it('refuses a coin that is not in the list once it was read', () => {
    const { frame, info } = feed();
    expect(info({ type: 'meta' }, META)).toHaveLength(1);
    expect(frame('l2Book', { coin: 'NEW', time: 1_790_928_000_000, levels })).toEqual([
      'rejected frame.unknown-symbol: "NEW" is not in the venue\'s list',
    ]);
  });

  it('reads a book over REST, and the null that means an unknown coin', () => {
    const { info } = feed();
    info({ type: 'meta' }, META);
    expect(info({ type: 'l2Book', coin: 'BTC' }, { coin: 'BTC', time: 1_790_928_000_000, levels })).toEqual([
      'book.snapshot hyperliquid:BTC/USDC:USDC #1790928000000 bids 99 1 asks 101 2',
    ]);
    expect(info({ type: 'l2Book', coin: 'NOPE' }, null)).toEqual([
      'rejected frame.venue-error: "l2Book" of "NOPE" was answered with null',
    ]);
  });

  it('never reads another dex, and refuses contexts that do not fit their names', () => {
    const { info } = feed();
    expect(info({ type: 'metaAndAssetCtxs', dex: 'xyz' }, [META, []])).toEqual([
      'unused: "metaAndAssetCtxs" of the builder-deployed dex "xyz"',
    ]);
    const [, refused] = info({ type: 'metaAndAssetCtxs' }, [META, [{}, {}]]);
    expect(refused).toBe('rejected frame.missing-field: meta: 2 contexts, 1 names');
  });

  it('tells the venue’s time, and what request it does not know', () => {
    const { info, decoder } = feed();
    expect(info({ type: 'exchangeStatus' }, { specialStatuses: null, time: 1_790_928_000_250 })).toEqual([
      'venue.time d20728 08:00:00.250',
    ]);
    expect(info({ type: 'spotMeta' }, {})).toEqual(['unused: spotMeta']);
    expect(info({ type: 'dice' }, {})).toEqual(['rejected frame.unknown-channel: request type "dice"']);
    const other = decoder.rest({}, { rest: 'POST /exchange {"type":"meta"}', atMs: atMs(0) }).map(printEvent);
    expect(other).toEqual([String.raw`rejected frame.unknown-channel: request "POST /exchange {"type":"meta"}"`]);
  });

  it('takes an older book again after its socket was lost', () => {
    const { decoder, frame } = feed();
    frame('l2Book', { coin: 'BTC', time: 1_790_928_000_500, levels });
    expect(frame('l2Book', { coin: 'BTC', time: 1_790_928_000_000, levels })).toEqual([
      'unused: l2Book BTC: older than the last by 500 ms',
    ]);
    decoder.lost('public');
    expect(frame('l2Book', { coin: 'BTC', time: 1_790_928_000_000, levels })).toHaveLength(1);
  });
});
