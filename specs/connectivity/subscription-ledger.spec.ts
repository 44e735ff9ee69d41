import { describe, expect, it } from 'vitest';
import { SubscriptionLedger } from '../../src/connectivity/subscription-ledger.ts';
import type { Channel, SocketWord } from '../../src/connectivity/venue-link.ts';

const channel = (topic: string, silenceMs?: number): Channel => ({
  socket: 's',
  topic,
  carries: 'funding',
  conflation: 'latest',
  ...(silenceMs === undefined ? {} : { silenceMs }),
});

const ledgerOf = (topics: readonly string[], perMessage = 10): SubscriptionLedger => {
  const ledger = new SubscriptionLedger(perMessage);
  for (const topic of topics) ledger.add(channel(topic));
  return ledger;
};

/** All messages that may go now, as `+a,b` and `-c`. */
const messages = (ledger: SubscriptionLedger, nowMs: number): readonly string[] => {
  const sent: string[] = [];
  for (let next = ledger.take(nowMs); next !== undefined; next = ledger.take(nowMs))
    sent.push(`${next.kind === 'subscribe' ? '+' : '-'}${next.topics.join()}`);
  return sent;
};

const refused = (
  word: Partial<Extract<SocketWord, { kind: 'refused' }>>,
): Extract<SocketWord, { kind: 'refused' }> => ({
  kind: 'refused',
  reason: 'no',
  because: 'unknown',
  ...word,
});

/** One socket after another until everything stands; `bad` is answered with a cut. What was given up, and the cuts. */
const live = (ledger: SubscriptionLedger, bad: readonly string[]) => {
  const givenUp: string[] = [];
  let cuts = 0;
  while (!ledger.isComplete && cuts < 30) {
    let next = ledger.take(0);
    const group: string[] = [];
    for (; next !== undefined; next = ledger.take(0)) group.push(...next.topics);
    if (group.some((topic) => bad.includes(topic))) {
      for (const { topic } of ledger.cut(10)) {
        givenUp.push(topic);
        ledger.remove(topic);
      }
      ledger.reset();
      cuts += 1;
    } else for (const topic of group) ledger.heard(topic, 5);
  }
  return { givenUp, cuts };
};

describe('subscriptions of one socket', () => {
  it('are asked for in messages of bounded size, once', () => {
    const ledger = ledgerOf(['a', 'b', 'c', 'd', 'e'], 2);
    expect(messages(ledger, 0)).toEqual(['+a,b', '+c,d', '+e']);
    expect(messages(ledger, 1000)).toEqual([]);
  });

  it('stand by name, by the id of their message, as the oldest that waits, or because their data comes', () => {
    const ledger = ledgerOf(['a', 'b', 'c', 'd', 'e'], 1);
    messages(ledger, 0);
    ledger.confirmed({ kind: 'confirmed', topics: ['b'] });
    expect(ledger.standing).toBe(1);
    ledger.confirmed({ kind: 'confirmed', id: 3 });
    ledger.confirmed({ kind: 'confirmed' });
    ledger.heard('d', 10);
    expect(ledger.standing).toBe(4);
    expect(ledger.isComplete).toBe(false);
    ledger.confirmed({ kind: 'confirmed', id: 5 });
    ledger.confirmed({ kind: 'confirmed', id: 5 });
    ledger.confirmed({ kind: 'confirmed', id: 77 });
    expect(ledger.isComplete).toBe(true);
    expect(ledger.heard('stranger', 10)).toBeUndefined();
  });

  it('are halved until the one that the venue does not know is found', () => {
    const ledger = ledgerOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    const refusedTopics: string[] = [];
    let sent = 0;
    for (let next = ledger.take(0); next !== undefined; next = ledger.take(0)) {
      sent += 1;
      if (next.topics.includes('f'))
        refusedTopics.push(...ledger.refused(refused({ id: next.id }), 0).map(({ topic }) => topic));
      else ledger.confirmed({ kind: 'confirmed', id: next.id });
    }
    expect(refusedTopics).toEqual(['f']);
    expect(ledger.standing).toBe(7);
    expect(ledger.isComplete).toBe(true);
    expect(sent).toBeLessThan(10);
  });

  it('wait where the venue says "too fast"', () => {
    const ledger = ledgerOf(['a', 'b']);
    messages(ledger, 0);
    expect(ledger.refused(refused({ id: 1, because: 'rate-limited', retryAfterMs: 3000 }), 100)).toEqual([]);
    expect(messages(ledger, 3099)).toEqual([]);
    expect(messages(ledger, 3100)).toEqual(['+a,b']);
  });

  it('are left and renewed by name, and not mentioned where the venue never knew of them', () => {
    const ledger = ledgerOf(['a', 'b']);
    ledger.remove('b');
    expect(messages(ledger, 0)).toEqual(['+a']);
    ledger.heard('a', 5);
    ledger.renew('a');
    expect(ledger.isComplete).toBe(false);
    expect(messages(ledger, 10)).toEqual(['-a', '+a']);
    ledger.remove('a');
    expect(messages(ledger, 20)).toEqual(['-a']);
    expect(ledger.size).toBe(0);
    expect(ledger.isComplete).toBe(true);
  });

  it('that were taken back before the message went are simply kept', () => {
    const ledger = ledgerOf(['a']);
    messages(ledger, 0);
    ledger.confirmed({ kind: 'confirmed', id: 1 });
    ledger.remove('a');
    ledger.add(channel('a'));
    expect(messages(ledger, 1)).toEqual(['+a']);
  });

  it('are asked for anew on a new socket', () => {
    const ledger = ledgerOf(['a', 'b']);
    messages(ledger, 0);
    ledger.confirmed({ kind: 'confirmed', id: 1 });
    ledger.remove('b');
    ledger.reset();
    expect(messages(ledger, 1)).toEqual(['+a']);
  });
});

describe('a cut without a word', () => {
  it('is put down to one topic by halves, and all others stand', () => {
    const topics = Array.from({ length: 24 }, (_, i) => `t${i}`);
    for (const bad of ['t0', 't11', 't23']) {
      const ledger = ledgerOf(topics, 1);
      const { cuts, givenUp } = live(ledger, [bad]);
      expect(givenUp).toEqual([bad]);
      expect(ledger.standing).toBe(23);
      expect(cuts).toBeLessThan(8);
    }
  });

  it('finds two of them, however many go in a message', () => {
    const topics = Array.from({ length: 24 }, (_, i) => `t${i}`);
    const ledger = ledgerOf(topics, 50);
    expect(live(ledger, ['t3', 't20']).givenUp.toSorted()).toEqual(['t20', 't3']);
    expect(ledger.standing).toBe(22);
  });

  it('blames nobody while nothing stands, nor for what was answered, nor long after the question', () => {
    const alone = ledgerOf(['a', 'b']);
    expect(live(alone, ['a', 'b'])).toEqual({ givenUp: [], cuts: 30 });
    const answered = ledgerOf(['a', 'b'], 1);
    for (let n = 0; n < 5; n += 1) {
      messages(answered, 0);
      answered.heard('a', 5);
      answered.heard('b', 5);
      expect(answered.cut(10)).toEqual([]);
      answered.reset();
    }
    const late = ledgerOf(['a', 'b'], 1);
    for (let n = 0; n < 5; n += 1) {
      messages(late, 0);
      late.heard('a', 5);
      expect(late.cut(3001)).toEqual([]);
      late.reset();
    }
    expect(messages(late, 0)).toEqual(['+a', '+b']);
  });
});

describe('silence', () => {
  it('is counted from the subscription, or from the last word', () => {
    const ledger = new SubscriptionLedger(10);
    ledger.add(channel('a', 1000));
    ledger.add(channel('never'));
    messages(ledger, 0);
    ledger.confirmed({ kind: 'confirmed', id: 1 });
    const silentAt = (nowMs: number, patience = 1) =>
      ledger.silent(nowMs, () => patience).map(({ channel }) => channel.topic);
    expect(silentAt(999)).toEqual([]);
    expect(silentAt(1000)).toEqual(['a']);
    expect(silentAt(1000, 2)).toEqual([]);
    ledger.heard('a', 900);
    expect(silentAt(1899)).toEqual([]);
    expect(ledger.silent(2000, () => 1)).toMatchObject([{ silentMs: 1100 }]);
  });

  it('about a subscription is asked about, where the venue answers others', () => {
    const ledger = ledgerOf(['a', 'b'], 1);
    messages(ledger, 0);
    ledger.confirmed({ kind: 'confirmed', id: 1 });
    expect(ledger.askAgain(9999, 10_000)).toBe(0);
    expect(ledger.askAgain(10_000, 10_000)).toBe(1);
    expect(messages(ledger, 10_000)).toEqual(['+b']);
    expect(ledger.askAgain(20_000, 10_000)).toBe(2);
  });
});
