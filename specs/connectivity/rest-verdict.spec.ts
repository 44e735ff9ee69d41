import { describe, expect, it } from 'vitest';
import { restVerdict, retryAfter } from '../../src/connectivity/rest-verdict.ts';
import { readable } from '../../src/connectivity/block-page.ts';
import { socketVerdict } from '../../src/connectivity/socket-failure.ts';
import { isRecord } from '../../src/domain/codec.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const LONG_MS = 300_000;

const verdict = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  restVerdict(
    { kind: 'answer', status, headers, body },
    {
      where: 'GET /x',
      nowMs: NOW_MS,
      longMs: LONG_MS,
      throttled: (answer) => (isRecord(answer) && answer['code'] === 50_011 ? {} : undefined),
    },
  );

describe('an answer', () => {
  it('is what is JSON, of any kind', () => {
    expect(verdict(200, '{"a":1}')).toMatchObject({ kind: 'answer', answer: { a: 1 } });
    expect(verdict(200, '1790928000123')).toMatchObject({ kind: 'answer', answer: 1_790_928_000_123 });
    expect(verdict(201, '[]')).toMatchObject({ kind: 'answer', answer: [] });
  });

  it('is not a page, a text, nothing, or half of something', () => {
    for (const body of ['<!DOCTYPE html><html>', '<html><body>maintenance', 'pong', '', '{"a":', 'null'])
      expect(verdict(200, body)).toMatchObject({
        kind: 'failed',
        cause: 'unexpected',
        notice: { type: 'unexpected-answer', status: 200, where: 'GET /x' },
      });
  });

  it('of a status that no rule knows is told with what it says', () => {
    for (const status of [302, 400, 403, 404])
      expect(verdict(status, '{"msg":"no such symbol"}')).toMatchObject({
        cause: 'unexpected',
        notice: { type: 'unexpected-answer', status, message: '{"msg":"no such symbol"}' },
      });
  });
});

describe('what the venue will not do', () => {
  it('now: too many requests, by status, by ban or in the body', () => {
    expect(verdict(429, '', { 'retry-after': '17' })).toMatchObject({
      cause: 'rate-limited',
      retryAfterMs: 17_000,
      notice: { type: 'rate-limited', status: 429, retryAfterMs: 17_000 },
    });
    expect(verdict(418, '', { 'retry-after': '600' })).toMatchObject({ cause: 'banned', retryAfterMs: 600_000 });
    expect(verdict(418, '')).toMatchObject({ cause: 'banned', retryAfterMs: 120_000 });
    expect(verdict(200, '{"code":50011}')).toMatchObject({ cause: 'rate-limited' });
    expect(verdict(400, '{"code":50011}')).toMatchObject({ cause: 'rate-limited' });
    expect(verdict(429, '')).not.toHaveProperty('retryAfterMs');
  });

  it('for us: a refused key, an address that is not served', () => {
    expect(verdict(401, '{"msg":"key"}')).toMatchObject({
      cause: 'authentication',
      notice: { type: 'authentication-failed', message: '{"msg":"key"}' },
    });
    expect(verdict(451, '{"msg":"restricted location"}')).toMatchObject({
      cause: 'blocked',
      retryAfterMs: LONG_MS,
      notice: { type: 'venue-blocked', status: 451 },
    });
    expect(verdict(403, '<html>cloudfront</html>')).toMatchObject({ cause: 'blocked', notice: { status: 403 } });
  });

  it('because it is down', () => {
    expect(verdict(502, '<html>bad gateway</html>')).toEqual({
      kind: 'failed',
      cause: 'server-error',
      message: 'HTTP 502',
    });
    expect(verdict(503, '', { 'retry-after': '5' })).toMatchObject({ cause: 'server-error', retryAfterMs: 5000 });
    const failure = { cause: 'timeout', message: 'no answer' } as const;
    const terms = { where: 'GET /x', nowMs: NOW_MS, longMs: LONG_MS, throttled: undefined };
    expect(restVerdict({ kind: 'failure', failure }, terms)).toEqual({
      kind: 'failed',
      cause: 'unreachable',
      message: 'timeout: no answer',
    });
  });
});

describe('Retry-After', () => {
  it('is seconds or a date, and nothing else', () => {
    expect(retryAfter('120', NOW_MS)).toBe(120_000);
    expect(retryAfter('0.5', NOW_MS)).toBe(500);
    expect(retryAfter('Thu, 01 Jan 2026 00:01:00 GMT', NOW_MS)).toBe(60_000);
    expect(retryAfter('Thu, 01 Jan 2025 00:01:00 GMT', NOW_MS)).toBe(0);
    expect(retryAfter('-3', NOW_MS)).toBe(0);
    expect(retryAfter('1e300', NOW_MS)).toBe(3 * 86_400_000);
    for (const header of [undefined, '', ' ', 'soon']) expect(retryAfter(header, NOW_MS)).toBeUndefined();
  });
});

const read = (status: number | undefined, body = '', retryAfterMs?: number, windowMs = 300_000) =>
  socketVerdict(
    {
      cause: 'http',
      message: 'no',
      body,
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    'public',
    { longMs: LONG_MS, windowMs },
  );

describe('a page', () => {
  it('is told as the words on it, and anything else as it is', () => {
    const page = '<!DOCTYPE html><html><head><title>Bad gateway</title><style>p { }</style></head><body><h1>502</h1>';
    expect(readable(page)).toBe('a page that says "Bad gateway 502"');
    expect(readable('<html><body>403 Forbidden</body')).toBe('a page that says "403 Forbidden"');
    expect(readable('{"code":-1003,"msg":"1 < 2"}')).toBe('{"code":-1003,"msg":"1 < 2"}');
    expect(readable('x'.repeat(1000))).toHaveLength(300);
    expect(readable('')).toBe('');
  });
});

describe('an HTTP answer where a socket was asked for', () => {
  it('says how long to stay away, and what to tell', () => {
    expect(read(undefined)).toEqual({});
    expect(read(503, '<html>')).toEqual({});
    expect(read(401)).toMatchObject({ retryAfterMs: LONG_MS, notice: { type: 'authentication-failed' } });
    expect(read(451, '{}')).toMatchObject({ retryAfterMs: LONG_MS, notice: { type: 'venue-blocked' } });
    expect(read(403, '<html>')).toMatchObject({ retryAfterMs: LONG_MS, notice: { type: 'venue-blocked' } });
    expect(read(429, '', 7000)).toMatchObject({ retryAfterMs: 7000, notice: { type: 'rate-limited', status: 429 } });
    expect(read(429)).toMatchObject({ retryAfterMs: 60_000 });
    expect(read(429, '', undefined, 10_000)).toMatchObject({ retryAfterMs: 10_000 });
    expect(read(429, '', undefined, 1000)).toMatchObject({ retryAfterMs: 5000 });
    expect(read(404, 'nothing here')).toMatchObject({ notice: { type: 'unexpected-answer', message: 'nothing here' } });
  });
});
