import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  LiveKeyMalformedError,
  LiveKeyMissingError,
  keyVariables,
  readLiveKeys,
} from '../../src/execution/live-keys.ts';
import { venueTradings } from '../../src/venues/tradings.ts';

const trading = (venue: string) => {
  const found = venueTradings.find((one) => one.venue === venue);
  if (found === undefined) throw new Error(`no ${venue}`);
  return found;
};

const OKX = {
  HEDGEROW_OKX_KEY: 'a-key-of-okx',
  HEDGEROW_OKX_SECRET: 'a-secret-of-okx',
  HEDGEROW_OKX_PASSPHRASE: 'open sesame 1',
};

describe('keys from the environment', () => {
  it('are read from variables named after the venue, white space around them removed', () => {
    expect(keyVariables(trading('okx'))).toEqual(Object.keys(OKX));
    const keys = readLiveKeys({ ...OKX, HEDGEROW_OKX_SECRET: '  a-secret-of-okx\n' }, trading('okx'));
    expect(keys.reveal()).toEqual({ key: 'a-key-of-okx', secret: 'a-secret-of-okx', passphrase: 'open sesame 1' });
    expect(keyVariables(trading('bybit'))).toEqual(['HEDGEROW_BYBIT_KEY', 'HEDGEROW_BYBIT_SECRET']);
  });

  it('are shown nowhere, however they are printed', () => {
    const keys = readLiveKeys(OKX, trading('okx'));
    const printed = [String(keys), JSON.stringify({ keys }), inspect(keys, { depth: 9, showHidden: true })];
    expect(printed.join(' ')).not.toMatch(/a-key|a-secret|sesame/);
    expect(JSON.stringify({ keys })).toBe('{"keys":"[keys of okx]"}');
  });

  it('are asked for by the names of those that are missing', () => {
    const partial = { HEDGEROW_OKX_KEY: 'a-key-of-okx', HEDGEROW_OKX_SECRET: '   ' };
    expect(() => readLiveKeys(partial, trading('okx'))).toThrow(
      expect.objectContaining({
        code: 'keys.missing',
        exitCode: 2,
        context: { venue: 'okx', variables: ['HEDGEROW_OKX_SECRET', 'HEDGEROW_OKX_PASSPHRASE'] },
      }),
    );
    expect(() => readLiveKeys({}, trading('bybit'))).toThrow(LiveKeyMissingError);
  });

  it.each([
    ['bybit', 'SECRET', '"in-quotes"', 'stands in quotation marks'],
    ['bybit', 'SECRET', 'two words', 'has white space within'],
    ['bybit', 'SECRET', 'schlüssel', 'has characters that no key has'],
    ['bybit', 'SECRET', 'abc', 'is too short to be a key'],
    ['okx', 'PASSPHRASE', 'ü', 'has characters that no passphrase has'],
    ['hyperliquid', 'KEY', '0x12', "is not the account's address, 0x and 40 hex digits"],
    ['hyperliquid', 'SECRET', 'f'.repeat(64), "is not an agent's private key, 0x and 64 hex digits"],
    ['backpack', 'SECRET', 'c2hvcnQ=', 'is not an ED25519 seed: 32 bytes in base64'],
  ])('of %s: a %s like %s %s', (venue, part, value, fault) => {
    const good = {
      ...OKX,
      HEDGEROW_BYBIT_KEY: 'a-key-of-bybit',
      HEDGEROW_HYPERLIQUID_KEY: `0x${'a'.repeat(40)}`,
      HEDGEROW_HYPERLIQUID_SECRET: `0x${'b'.repeat(64)}`,
      HEDGEROW_BACKPACK_KEY: 'a-key-of-backpack',
    };
    const variable = `HEDGEROW_${venue.toUpperCase()}_${part}`;
    try {
      readLiveKeys({ ...good, [variable]: value }, trading(venue));
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof LiveKeyMalformedError)) throw error;
      expect(error).toMatchObject({ code: 'keys.malformed', context: { variable, fault } });
      expect(error.message).not.toContain(value);
    }
  });

  it('may be a private key in PEM, which has lines', () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAw\nBQYDK2Vw\n-----END PRIVATE KEY-----';
    const env = { HEDGEROW_BINANCE_KEY: 'a-key-of-binance', HEDGEROW_BINANCE_SECRET: `${pem}\n` };
    expect(readLiveKeys(env, trading('binance')).reveal().secret).toBe(pem);
  });
});
