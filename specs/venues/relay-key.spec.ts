import { describe, expect, it } from 'vitest';
import { EngineError } from '../../src/domain/errors.ts';
import { relayKey } from '../../src/venues/relay-key.ts';
import { relayProfile } from '../../src/venues/relays.ts';

const SHEEP = relayProfile('holysheep').key;
const TICK = relayProfile('tickdb').key;

/** The error a key leads to, without the class. */
const faultOf = (rule: typeof SHEEP, value: string | undefined) => {
  try {
    relayKey(rule, { [rule.variable]: value });
  } catch (error) {
    return error instanceof EngineError
      ? { code: error.code, exitCode: error.exitCode, message: error.message }
      : error;
  }
  return 'accepted';
};

describe('a relay’s key', () => {
  it('is taken from the environment without the white space around it', () => {
    expect(relayKey(SHEEP, { HOLYSHEEP_API_KEY: ' sk-abc123XYZ_-.\n' })).toBe('sk-abc123XYZ_-.');
    expect(relayKey(TICK, { TICKDB_API_KEY: '0123456789abcdef' })).toBe('0123456789abcdef');
  });

  it('is missing where there is none, or nothing but white space', () => {
    for (const value of [undefined, '', ' \n'])
      expect(faultOf(SHEEP, value)).toEqual({
        code: 'relay.key-missing',
        exitCode: 2,
        message: 'HOLYSHEEP_API_KEY is not set: the relay needs a key',
      });
  });

  it.each([
    ['"sk-abc12345"', 'it stands in quotation marks'],
    ['Bearer sk-abc12345', 'it begins with "Bearer", which is added to it later'],
    ['sk-abc 12345', 'there is white space within it'],
    ['sk-abc\n12345', 'there is white space within it'],
    ['sk-äbc12345', 'only letters, digits, ".", "_", "~" and "-" can be in it'],
    ['sk-abc12345\u0000', 'only letters, digits, ".", "_", "~" and "-" can be in it'],
    ['pk-abc12345', 'it does not begin with "sk-"'],
    ['sk-a', 'it has 4 characters, between 8 and 512 are expected'],
    [`sk-${'a'.repeat(600)}`, 'it has 603 characters, between 8 and 512 are expected'],
  ])('is malformed as %j', (value, fault) => {
    expect(faultOf(SHEEP, value)).toEqual({
      code: 'relay.key-malformed',
      exitCode: 2,
      message: `HOLYSHEEP_API_KEY holds no key: ${fault}`,
    });
  });

  it('is never part of the error that refuses it', () => {
    const secret = 'sk-very secret-text';
    expect(JSON.stringify(faultOf(SHEEP, secret))).not.toContain('secret-text');
  });
});
