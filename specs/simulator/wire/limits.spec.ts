import type { Outlet, Session, VenueFace } from '../../../src/simulator/wire/venue-face.ts';
import { describe, expect, it } from 'vitest';
import { WindowMeter } from '../../../src/simulator/wire/window-meter.ts';
import { plainFace } from './plain-face.ts';
import { answerOf, openHouse, request } from './house-under-test.ts';

class LinesSession implements Session {
  readonly keys = new Set(['all']);

  constructor(outlet: Outlet) {
    outlet.send({ first: 'line' });
  }

  receive(): void {}
}

describe('a window meter', () => {
  it('counts what was used within the window, remembers the most, and says when more fits', () => {
    const meter = new WindowMeter(1000);
    expect(meter.add(0, 3)).toBe(3);
    expect(meter.add(600, 2)).toBe(5);
    expect(meter.waitMs(600, { count: 5 })).toBe(400);
    expect(meter.waitMs(600, { count: 5, amount: 4 })).toBe(1000);
    expect(meter.used(1000)).toBe(2);
    expect(meter.add(1700)).toBe(1);
    expect(meter.maximum).toBe(5);
    expect(meter.total).toBe(6);
  });
});

describe('what a simulated venue does not put up with', () => {
  it('a socket that says too much: it is closed, and the most of one window stays on record', () => {
    const { client, venue, move } = openHouse({ limits: { messages: { count: 3, perMs: 1000 } } });
    const patient = client();
    const hasty = client();
    for (let n = 0; n < 6; n += 1) {
      patient.say({ subscribe: [] });
      hasty.say({ subscribe: [] });
      hasty.say({ subscribe: [] });
      move(400);
    }
    expect(hasty.end).toBe('1008 too many messages');
    expect(patient.end).toBeUndefined();
    expect(venue.counts()).toMatchObject({ sockets: { cut: { messages: 1 }, open: 1 }, messages: { inWindow: 4 } });
  });

  it('or only complains, where the venue does', () => {
    const { client } = openHouse({ limits: { messages: { count: 1, perMs: 1000, frame: { slow: 'down' } } } });
    const hasty = client();
    hasty.say({ subscribe: ['a'] });
    hasty.say({ subscribe: ['b'] });
    expect(hasty.frames().at(-1)).toEqual({ slow: 'down' });
    expect(hasty.end).toBeUndefined();
    expect([...hasty.connection.indexed]).toEqual(['a']);
  });

  it('too many sockets within a window: refused with the wait, and let in after it', () => {
    const { venue, move } = openHouse({ limits: { connects: { count: 2, perMs: 10_000 } } });
    const ask = () => venue.connect('/stream');
    expect([ask().kind, ask().kind]).toEqual(['open', 'open']);
    move(4000);
    expect(ask()).toMatchObject({ kind: 'refused', answer: { status: 429, headers: { 'retry-after': '6' } } });
    expect(venue.counts().sockets).toMatchObject({ attempts: 3, attemptsInWindow: 3, refused: 1 });
    move(10_000);
    expect(ask().kind).toBe('open');
  });

  it('lines without end count as sockets, ordinary requests beside them do not', () => {
    const face: VenueFace = {
      ...plainFace({ connects: { count: 1, perMs: 10_000 } }),
      lines: ({ path }, outlet) => (path === '/lines' ? new LinesSession(outlet) : undefined),
    };
    const { venue } = openHouse({ faces: [face] });
    for (let n = 0; n < 3; n += 1) expect(venue.lines(request('/rest/time'))).toBeUndefined();
    expect(venue.lines(request('/lines', { method: 'POST' }))?.kind).toBe('open');
    expect(venue.lines(request('/lines', { method: 'POST' }))).toMatchObject({ answer: { status: 429 } });
    expect(venue.counts().sockets).toMatchObject({ attempts: 2, refused: 1, open: 1 });
  });

  it('too many topics on one socket', () => {
    const { client } = openHouse({ limits: { topicsPerSocket: 2 } });
    const greedy = client();
    greedy.say({ subscribe: ['a', 'b', 'c'] });
    expect(greedy.end).toBe('1008 too many topics');
  });

  it('a client that has said nothing for too long; a protocol ping is a word', () => {
    const { client, venue, move } = openHouse({ limits: { clientSilenceMs: 5000 } });
    const [silent, pinging] = [client(), client()];
    for (let second = 0; second < 8; second += 1) {
      venue.noteLife(pinging.connection);
      move(1000);
    }
    expect(silent.end).toBe('1008 nothing heard for too long');
    expect(pinging.end).toBeUndefined();
  });

  it('a socket older than the venue lets sockets become', () => {
    const { client, move } = openHouse({ limits: { lifetimeMs: 30_000 } });
    const old = client();
    move(29_000);
    expect(old.end).toBeUndefined();
    move(2000);
    expect(old.end).toBe('1008 connection expired');
  });

  it('requests over the budget: refused with the wait; who goes on and on is banned', () => {
    const { venue, move } = openHouse({ limits: { rest: { all: { count: 10, perMs: 60_000 } } } });
    expect(answerOf(venue, request('/rest/book'))).toMatchObject({ status: 200, headers: { 'x-used': '5' } });
    move(20_000);
    expect(answerOf(venue, request('/rest/book'))).toMatchObject({ status: 200, headers: { 'x-used': '10' } });
    const refused = answerOf(venue, request('/rest/time'));
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '40' } });
    const statuses = Array.from({ length: 25 }, () => answerOf(venue, request('/rest/time')).status);
    expect(statuses.slice(0, 18).every((status) => status === 429)).toBe(true);
    expect(statuses.slice(18).every((status) => status === 418)).toBe(true);
    move(121_000);
    expect(answerOf(venue, request('/rest/time')).status).toBe(200);
    expect(venue.counts().rest).toMatchObject({ requests: 29, refused: 26, weights: { all: { inWindow: 30 } } });
  });

  it('everything, while a page answers in its place', () => {
    const { venue } = openHouse();
    venue.answerAll({ status: 451, body: '<html>not here</html>' });
    expect(answerOf(venue, request('/rest/time')).status).toBe(451);
    expect(venue.connect('/stream')).toMatchObject({ kind: 'refused', answer: { status: 451 } });
    venue.answerAll(undefined);
    expect(venue.connect('/stream').kind).toBe('open');
  });
});
