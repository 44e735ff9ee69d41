import type { WireFault } from '../../../src/simulator/wire/wire-faults.ts';
import type { DoorClient } from './house-under-test.ts';
import { describe, expect, it } from 'vitest';
import { parseFaults, wireFaultNames } from '../../../src/simulator/wire/wire-faults.ts';
import { answerOf, openHouse, request } from './house-under-test.ts';

const BTC = 'btcusdt@depth@500ms';

/** A house where one thing goes wrong as often as told, and its like where nothing does. */
const struckBy = (fault: WireFault, chance: number) => {
  const bad = openHouse({ faults: { probabilities: { [fault]: chance } } });
  const good = openHouse();
  const listen = ({ client, move }: typeof bad): DoorClient => {
    const one = client();
    one.say({ subscribe: [BTC] });
    move(30_000);
    return one;
  };
  return { bad, heard: listen(bad), unharmed: listen(good).texts };
};

/** Two minutes of everything, as one client meets it. */
const play = (seed: number) => {
  const { client, move, venue } = openHouse({ seed, faults: parseFaults('all') });
  const one = client();
  one.say({ subscribe: [BTC, 'ethusdt@depth@500ms', 'solusdt@depth@500ms'] });
  move(120_000);
  return { texts: one.texts, end: one.end, faults: venue.counts().faults };
};

describe('faults by name', () => {
  it('are all of them, or some, with a chance where one is given', () => {
    expect(Object.keys(parseFaults('all').probabilities ?? {})).toEqual(wireFaultNames);
    expect(parseFaults('drop=0.25, stall').probabilities).toEqual({
      drop: 0.25,
      stall: parseFaults('all').probabilities?.stall,
    });
  });

  it('that do not exist are answered with those that do', () => {
    expect(() => parseFaults('drop,dorp')).toThrow(/"dorp" is no fault; there are all, drop, delay, .*rate-spike/);
    expect(() => parseFaults('drop=2')).toThrow(/"drop=2" is no fault/);
  });

  it('strike alike for one seed, and otherwise for another', () => {
    expect(play(4)).toEqual(play(4));
    expect(play(4).texts).not.toEqual(play(5).texts);
  });
});

describe('a frame on its way to a client', () => {
  it('is dropped', () => {
    const { bad, heard, unharmed } = struckBy('drop', 0.1);
    const lost = bad.venue.counts().faults['drop'] ?? 0;
    expect(lost).toBeGreaterThan(10);
    expect(heard.texts).toHaveLength(unharmed.length - lost);
    expect(unharmed).toEqual(expect.arrayContaining(heard.texts));
  });

  it('is lost with those behind it', () => {
    const { bad, heard, unharmed } = struckBy('gap', 0.01);
    const gaps = bad.venue.counts().faults['gap'] ?? 0;
    expect(gaps).toBeGreaterThan(0);
    expect(unharmed.length - heard.texts.length).toBeGreaterThanOrEqual(3 * gaps - 2);
  });

  it('comes twice', () => {
    const { bad, heard, unharmed } = struckBy('duplicate', 0.1);
    const twice = bad.venue.counts().faults['duplicate'] ?? 0;
    expect(twice).toBeGreaterThan(10);
    expect(heard.texts).toHaveLength(unharmed.length + twice);
    expect(heard.texts.filter((text, at) => text !== heard.texts[at - 1])).toEqual(unharmed);
  });

  it('is overtaken by the next', () => {
    const { heard, unharmed } = struckBy('reorder', 0.1);
    expect(heard.texts).not.toEqual(unharmed);
    expect(new Set(unharmed.slice(0, -1))).toEqual(new Set([...heard.texts, ...unharmed].slice(0, -1)));
    expect(heard.texts.length).toBeGreaterThanOrEqual(unharmed.length - 1);
  });

  it('comes late, and everything behind it waits', () => {
    const { bad, heard, unharmed } = struckBy('delay', 0.02);
    expect(bad.venue.counts().faults['delay']).toBeGreaterThan(0);
    bad.move(0);
    expect(heard.texts).toEqual(unharmed.slice(0, heard.texts.length));
    expect(unharmed.length - heard.texts.length).toBeLessThan(20);
  });

  it('ends in its middle, or has a wrong character', () => {
    const cut = struckBy('truncated', 0.1);
    const odd = cut.heard.texts.filter((text, at) => text !== cut.unharmed[at]);
    expect(odd).toHaveLength(cut.bad.venue.counts().faults['truncated'] ?? 0);
    expect(odd.length).toBeGreaterThan(10);
    expect(cut.heard.texts.every((text, at) => cut.unharmed[at]?.startsWith(text))).toBe(true);
    const wrong = struckBy('malformed', 0.1);
    const changed = wrong.heard.texts.filter((text, at) => text !== wrong.unharmed[at]);
    expect(changed.length).toBeGreaterThan(10);
    expect(wrong.heard.texts.map(({ length }) => length)).toEqual(wrong.unharmed.map(({ length }) => length));
  });

  it('never comes: its topic is confirmed and silent, the other speaks', () => {
    const { client, move } = openHouse({ seed: 9, faults: { probabilities: { 'silent-channel': 0.5 } } });
    const topics = ['btcusdt', 'ethusdt', 'solusdt', 'dogeusdt', 'linkusdt', 'avaxusdt'].map(
      (name) => `${name}@depth@500ms`,
    );
    const one = client();
    one.say({ subscribe: topics });
    move(10_000);
    const speaking = new Set(one.frames().map(({ stream }) => stream));
    speaking.delete(undefined);
    expect(speaking.size).toBeGreaterThan(0);
    expect(speaking.size).toBeLessThan(topics.length);
    expect(one.frames().filter((frame) => 'snapshot' in frame)).toHaveLength(topics.length);
  });
});

describe('a socket', () => {
  it('stays open and says nothing more', () => {
    const { heard, unharmed } = struckBy('stall', 0.1);
    expect(heard.texts.length).toBeLessThan(unharmed.length);
    expect(heard.texts).toEqual(unharmed.slice(0, heard.texts.length));
    expect(heard.end).toBeUndefined();
    expect(heard.connection.state).toBe('open');
  });

  it('is cut without a word', () => {
    expect(struckBy('disconnect', 0.1).heard.end).toBe('dropped');
  });

  it('is cut after its lifetime, ten minutes in place of a day', () => {
    const { client, move } = openHouse({ faults: { probabilities: { lifetime: 1 } } });
    const one = client();
    move(599_000);
    expect(one.end).toBeUndefined();
    move(2000);
    expect(one.end).toBe('1008 connection expired');
  });
});

describe('a request', () => {
  it.each([
    ['http-429', 429],
    ['http-418', 418],
  ] as const)('is refused: %s, with a wait', (fault, status) => {
    const { venue } = openHouse({ faults: { probabilities: { [fault]: 1 } } });
    const answer = answerOf(venue, request('/rest/time'));
    expect(answer.status).toBe(status);
    expect(Number(answer.headers?.['retry-after'])).toBeGreaterThan(0);
  });

  it('meets a server error or a page in HTML', () => {
    const errors = openHouse({ faults: { probabilities: { 'http-5xx': 1 } } }).venue;
    const statuses = Array.from({ length: 40 }, () => answerOf(errors, request('/rest/time')).status);
    expect(new Set(statuses)).toEqual(new Set([500, 503]));
    const pages = openHouse({ faults: { probabilities: { html: 1 } } }).venue;
    const answers = Array.from({ length: 40 }, () => answerOf(pages, request('/rest/time')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 502]));
    expect(answers.every(({ body }) => String(body).startsWith('<!DOCTYPE html>'))).toBe(true);
  });

  it('is never answered; nor is an order that was filled', () => {
    const mute = openHouse({ faults: { probabilities: { 'no-answer': 1 } } }).venue;
    expect(mute.rest(request('/rest/time'))).toEqual({ kind: 'silence' });
    const { venue } = openHouse({ faults: { probabilities: { 'timeout-filled': 1 } } });
    const body = JSON.stringify({ id: 'x', symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' });
    expect(venue.rest(request('/rest/order', { method: 'POST', body }))).toEqual({ kind: 'silence' });
    expect(venue.desk.positions()).toMatchObject([{ quantity: '0.1' }]);
    expect(venue.rest(request('/rest/time'))).toMatchObject({ kind: 'answer' });
  });
});

describe('a venue', () => {
  it('has a clock that is wrong, in its answers and in its frames', () => {
    const { venue, now, client, move } = openHouse({ faults: { probabilities: { 'clock-skew': 1 } } });
    const { skewMs } = venue.faults;
    expect(Math.abs(skewMs)).toBeGreaterThan(100);
    expect(answerOf(venue, request('/rest/time')).body).toEqual({ time: now() + skewMs });
    const one = client();
    one.say({ subscribe: [BTC] });
    move(100);
    const E = (one.frames().at(-1)?.['data'] as Record<string, number> | undefined)?.['E'];
    expect((E ?? NaN) - skewMs).toBeLessThan(now());
    expect((E ?? NaN) - skewMs).toBeGreaterThan(now() - 50);
  });

  it('changes intervals, ends markets, lets premiums jump', () => {
    const probabilities = { 'interval-change': 1, delisting: 1, 'rate-spike': 1 };
    const { venue, move, house } = openHouse({ faults: { probabilities } });
    const intervals = () => venue.markets.map(({ funding }) => funding?.rule.intervalHours);
    const before = intervals();
    move(60_100);
    expect(intervals()).not.toEqual(before);
    const ending = venue.markets.filter(({ instrument }) => instrument.delistingAtMs !== undefined);
    expect(ending.map(({ instrument }) => instrument.status)).toEqual(['trading']);
    expect(venue.counts().faults).toEqual({ 'interval-change': 1, delisting: 1, 'rate-spike': 1 });
    expect(venue.markets.some(({ premium }) => Math.abs(premium.premium) > 0.004)).toBe(true);
    const [ended] = ending;
    move(60_000);
    const lastId = ended?.lastId;
    move(1000);
    expect(ended?.instrument.status).toBe('halted');
    expect(ended?.lastId).toBe(lastId);
    expect(house.markets.instruments()).toContainEqual(expect.objectContaining({ status: 'halted' }));
  });

  it('liquidates a leg', () => {
    const { venue, move } = openHouse({ faults: { probabilities: { liquidation: 1 } } });
    const body = JSON.stringify({ id: 'x', symbol: 'BTCUSDT', side: 'sell', quantity: '0.1' });
    answerOf(venue, request('/rest/order', { method: 'POST', body }));
    move(60_000);
    expect(venue.desk.positions()).toEqual([]);
    expect(venue.desk.orders().map(({ clientOrderId }) => clientOrderId)).toEqual([
      'x',
      expect.stringMatching(/^autoclose-/),
    ]);
  });
});
