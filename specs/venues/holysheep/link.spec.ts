import { describe, expect, it } from 'vitest';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import { createSimMarkets } from '../../../src/simulator/sim-markets.ts';
import { relayKey } from '../../../src/venues/relay-key.ts';
import { relayProfile } from '../../../src/venues/relays.ts';

const linkOf = (preset: string) => {
  const profile = relayProfile('holysheep', preset);
  return profile.link(relayKey(profile.key, { HOLYSHEEP_API_KEY: 'sk-simulated-key' }));
};
const sol = createSimMarkets({ seed: 7 })
  .instruments()
  .filter(({ coin, kind }) => coin === 'SOL' && kind === 'linear');

const fundingAsked = (preset: string) => linkOf(preset).rest.funding(sol).map(lineOf);
const booksAsked = (preset: string) =>
  sol.flatMap((one) => linkOf(preset).rest.bookSnapshot(one) ?? []).map(({ path }) => path);

describe('holysheep, how it is spoken to', () => {
  it('asks form a one symbol of Binance at a time, b a venue, c all venues at once', () => {
    expect(fundingAsked('holysheep-a')).toEqual(['GET /market/funding?symbol=SOLUSDT']);
    expect(fundingAsked('holysheep-b')).toEqual([
      'GET /funding-rates/binance',
      'GET /funding-rates/bybit',
      'GET /funding-rates/hyperliquid',
      'GET /funding-rates/okx',
    ]);
    expect(fundingAsked('holysheep-c')).toEqual(['GET /crypto/funding-rates?exchanges=binance,bybit,hyperliquid,okx']);
  });

  it('asks for books by query or by path, of the markets it has', () => {
    expect(booksAsked('holysheep-a')).toEqual(['/market/orderbook?symbol=SOLUSDT&depth=50']);
    expect(booksAsked('holysheep-b')).toEqual([
      '/orderbook/binance/SOLUSDT',
      '/orderbook/bybit/SOLUSDT',
      '/orderbook/hyperliquid/SOL',
      '/orderbook/okx/SOL-USDT-SWAP',
    ]);
    expect(booksAsked('holysheep-c')).toEqual([]);
  });

  it('subscribes symbols on a socket, and everything by the body of a POST', () => {
    const [socket] = linkOf('holysheep-c-stream').sockets;
    expect(socket?.subscribe(['SOLUSDT', 'SOL'], 1)).toBe('{"action":"subscribe","symbols":["SOLUSDT","SOL"]}');
    expect(socket?.lines).toBeUndefined();
    const lines = linkOf('holysheep-c-lines');
    expect(lines.sockets[0]?.lines?.body).toBe('{"action":"subscribe","symbols":[]}');
    expect(lines.sockets[0]?.host).toBe('rest');
  });

  it('names one topic a symbol, for all venues that list it', () => {
    const topics = sol.flatMap((one) => linkOf('holysheep-c-stream').channels(one)).map(({ topic }) => topic);
    expect(topics).toEqual(['SOLUSDT', 'SOLUSDT', 'SOL', 'SOL-USDT-SWAP']);
  });

  it('tells data, signs of life, a refused key and a wait apart', () => {
    const [socket] = linkOf('holysheep-c-stream').sockets;
    const read = (frame: unknown) => socket?.read(frame);
    expect(read({ symbol: 'SOLUSDT', funding_rate: 0 })).toEqual({ kind: 'data', topic: 'SOLUSDT' });
    expect(read({ type: 'heartbeat' })).toEqual({ kind: 'pong' });
    expect(read({ error: 'bad key', code: 401 })).toMatchObject({ kind: 'refused', because: 'authentication' });
    expect(read({ error: 'slow down', code: 429, retry_after: 3 })).toMatchObject({
      because: 'rate-limited',
      retryAfterMs: 3000,
    });
    expect(read({ type: 'error', message: 'no such symbol' })).toMatchObject({ because: 'fatal' });
    expect(read('<html>')).toEqual({ kind: 'other' });
  });
});
