import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { BreakerEvent } from '../../src/connectivity/breaker.machine.ts';
import { admitsCall, breakerMachine, defaultBreaker } from '../../src/connectivity/breaker.machine.ts';

const settings = { ...defaultBreaker, failuresMax: 3, openMs: 10_000, openMaxMs: 30_000, probeTimeoutMs: 5000 };

const breaker = (...events: readonly BreakerEvent[]) => {
  const actor = createActor(breakerMachine, { input: settings }).start();
  for (const event of events) actor.send(event);
  return actor;
};
const failed = (callId: string, atMs: number, retryAfterMs?: number): BreakerEvent => ({
  type: 'call.failed',
  callId,
  atMs,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const succeeded = (callId: string, atMs: number): BreakerEvent => ({ type: 'call.succeeded', callId, atMs });
const started = (callId: string, atMs: number): BreakerEvent => ({ type: 'call.started', callId, atMs });
const tick = (atMs: number): BreakerEvent => ({ type: 'tick', atMs });

const opened = [failed('a', 0), failed('b', 0), failed('c', 0)];
const stateOf = (...events: readonly BreakerEvent[]) => breaker(...events).getSnapshot().value;
const admitted = (...events: readonly BreakerEvent[]) => admitsCall(breaker(...events).getSnapshot());

describe('the breaker', () => {
  it('opens after three failures in a row, not after three in all', () => {
    expect(stateOf(failed('a', 0), failed('b', 0))).toBe('closed');
    expect(stateOf(...opened)).toBe('open');
    expect(stateOf(failed('a', 0), failed('b', 0), succeeded('c', 0), failed('d', 0))).toBe('closed');
  });

  it('opens at once, and for as long as the venue asks, when the venue names a wait', () => {
    const limited = breaker(failed('a', 0, 60_000));
    expect(limited.getSnapshot().value).toBe('open');
    limited.send(tick(59_999));
    expect(limited.getSnapshot().value).toBe('open');
    limited.send(tick(60_000));
    expect(limited.getSnapshot().value).toEqual({ 'half-open': 'ready' });
  });

  it('refuses calls while open', () => {
    expect(admitted()).toBe(true);
    expect(admitted(...opened)).toBe(false);
    expect(admitted(...opened, tick(9999))).toBe(false);
  });

  it('lets exactly one probe through when its window ends (error 13: it does not close)', () => {
    // The wrong breaker is closed again because time passed, and every caller storms in.
    const wrong = 'closed';
    const ours = stateOf(...opened, tick(10_000));
    expect(ours).not.toBe(wrong);
    expect(ours).toEqual({ 'half-open': 'ready' });
    expect(admitted(...opened, tick(10_000))).toBe(true);
    expect(admitted(...opened, tick(10_000), started('probe', 10_001))).toBe(false);
  });

  it('closes when the probe succeeds, with everything forgotten', () => {
    const healed = breaker(...opened, tick(10_000), started('p', 10_001), succeeded('p', 10_100));
    expect(healed.getSnapshot().value).toBe('closed');
    expect(healed.getSnapshot().context).toMatchObject({
      failures: 0,
      openForMs: 10_000,
      openUntilMs: null,
      probe: null,
    });
  });

  it('opens again, twice as long, when the probe fails, up to a limit', () => {
    const actor = breaker(...opened, tick(10_000), started('p', 10_000), failed('p', 10_000));
    expect(actor.getSnapshot().value).toBe('open');
    expect(actor.getSnapshot().context.openUntilMs).toBe(30_000);
    for (const event of [tick(30_000), started('q', 30_000), failed('q', 30_000)]) actor.send(event);
    // 40 s would be next; the limit is 30 s.
    expect(actor.getSnapshot().context.openUntilMs).toBe(60_000);
  });

  it('counts a probe that never answers as failed', () => {
    expect(stateOf(...opened, tick(10_000), started('p', 10_000), tick(14_999))).toEqual({ 'half-open': 'probing' });
    expect(stateOf(...opened, tick(10_000), started('p', 10_000), tick(15_000))).toBe('open');
  });

  it('does not take the late outcome of an older call for the probe', () => {
    const probing = [...opened, tick(10_000), started('p', 10_000)];
    expect(stateOf(...probing, succeeded('old', 10_500))).toEqual({ 'half-open': 'probing' });
    expect(stateOf(...probing, failed('old', 10_500))).toEqual({ 'half-open': 'probing' });
    expect(stateOf(...opened, succeeded('old', 500))).toBe('open');
  });

  it('keeps its deadlines as plain JSON, so that a restored one goes on waiting', () => {
    const actor = breaker(...opened);
    const snapshot: unknown = JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
    const restored = createActor(breakerMachine, { input: settings, snapshot: snapshot as never }).start();
    restored.send(tick(9999));
    expect(restored.getSnapshot().value).toBe('open');
    restored.send(tick(10_000));
    expect(restored.getSnapshot().value).toEqual({ 'half-open': 'ready' });
  });
});
