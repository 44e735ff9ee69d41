import { describe, expect, it } from 'vitest';
import { actorId, venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { Outbox } from '../../src/engine/outbox.ts';

const A = actorId('alarm/a');
const request = { kind: 'account', venue: venueId('alpha'), sinceMs: atMs(0) } as const;

const outboxAt = (inputSeq: number, at: number): Outbox => {
  const outbox = new Outbox();
  outbox.begin(inputSeq, atMs(at));
  return outbox;
};

describe('the outbox', () => {
  it('has nothing to commit for an input that led to nothing', () => {
    expect(outboxAt(1, 1000).take()).toEqual({ batch: undefined, requests: [] });
  });

  it('stamps facts with the input that caused them and its instant, in the order they were told', () => {
    const outbox = outboxAt(7, 1000);
    outbox.fact('first', A, { n: 1 });
    outbox.fact('second', A, {});
    expect(outbox.nowMs).toBe(1000);
    expect(outbox.take().batch).toEqual({
      inputSeq: 7,
      facts: [
        { atMs: 1000, type: 'first', cause: 7, actor: A, body: { n: 1 } },
        { atMs: 1000, type: 'second', cause: 7, actor: A, body: {} },
      ],
      snapshots: [],
      intents: [],
      ledger: {},
    });
  });

  it('keeps the last snapshot of an actor and the last balance of an account', () => {
    const outbox = outboxAt(1, 0);
    for (const snapshot of ['old', 'new']) outbox.snapshot({ actor: A, machineVersion: 1, snapshot });
    for (const amount of ['1', '2']) outbox.balance('wallet alpha USDT', amount);
    expect(outbox.take().batch).toMatchObject({
      snapshots: [{ actor: A, snapshot: 'new' }],
      ledger: { 'wallet alpha USDT': '2' },
    });
  });

  it('asks without committing where an input only led to questions', () => {
    const outbox = outboxAt(1, 0);
    outbox.request(request);
    expect(outbox.take()).toEqual({ batch: undefined, requests: [request] });
  });

  it('gives everything once', () => {
    const outbox = outboxAt(1, 0);
    outbox.fact('first', A, {});
    outbox.balance('wallet alpha USDT', '1');
    outbox.request(request);
    outbox.take();
    expect(outbox.take()).toEqual({ batch: undefined, requests: [] });
  });

  it('does not change what it gave when the next input comes', () => {
    const outbox = outboxAt(1, 0);
    outbox.fact('first', A, {});
    const { batch } = outbox.take();
    outbox.begin(2, atMs(5));
    outbox.fact('second', A, {});
    expect(batch?.facts.map(({ type }) => type)).toEqual(['first']);
    expect(outbox.take().batch?.inputSeq).toBe(2);
  });
});
