import { describe, expect, it } from 'vitest';
import { LatencyMeter } from '../../src/monitor/latencies.ts';
import { HOUR, MIDNIGHT, fact, fill, journalOf, moved } from './support/journal.ts';
import type { Sketch } from './support/journal.ts';

const MS = 1 / HOUR;

const offered = (atMs: number, coin = 'SOL'): Sketch =>
  moved(atMs * MS, 'scanning.asking', { coin, event: { type: 'signal.offered', atMs: MIDNIGHT + atMs } });
const intended = (
  atMs: number,
  id: string,
  told: { readonly purpose?: string; readonly attempt?: number } = {},
): Sketch =>
  fact(atMs * MS, 'order.intended', {
    actor: `order/${id}`,
    clientOrderId: id,
    coin: 'SOL',
    purpose: 'open',
    attempt: 1,
    ...told,
  });
const sent = (atMs: number, id: string): Sketch => fact(atMs * MS, 'order.sent', { actor: `order/${id}` });
const filled = (atMs: number, clientOrderId: string): Sketch => fill(atMs * MS, { clientOrderId });

const meter = (...sketches: readonly Sketch[]): LatencyMeter => {
  const latencies = new LatencyMeter();
  for (const one of journalOf(sketches)) latencies.fold(one);
  return latencies;
};

const filledWithin = (ms: number): readonly Sketch[] => [sent(1000 * ms, `o${ms}`), filled(1001 * ms, `o${ms}`)];

describe('latency', () => {
  it('from the signal to its opening orders on the wire; repairs and later attempts have no signal', () => {
    const latencies = meter(
      offered(100),
      intended(101, 'a'),
      intended(101, 'b'),
      sent(103, 'a'),
      sent(107, 'b'),
      intended(200, 'c', { purpose: 'hedge' }),
      intended(200, 'd', { attempt: 2 }),
      sent(201, 'c'),
      sent(201, 'd'),
    );
    expect(latencies.signalToOrder()).toEqual({ count: 2, medianMs: 3, p95Ms: 7, maxMs: 7 });
  });

  it('from any order on the wire to its first fill; an unasked fill has no order', () => {
    const latencies = meter(
      intended(0, 'a', { purpose: 'close' }),
      sent(10, 'a'),
      filled(35, 'a'),
      filled(90, 'a'),
      filled(95, 'stranger'),
    );
    expect(latencies.orderToFill()).toEqual({ count: 1, medianMs: 25, p95Ms: 25, maxMs: 25 });
    expect(latencies.signalToOrder()).toEqual({ count: 0, medianMs: undefined, p95Ms: undefined, maxMs: undefined });
  });

  it('takes nearest ranks: of 1 to 100 the median is 50 and the 95th percentile 95', () => {
    const latencies = meter(...Array.from({ length: 100 }, (_, index) => filledWithin(index + 1)).flat());
    expect(latencies.orderToFill()).toEqual({ count: 100, medianMs: 50, p95Ms: 95, maxMs: 100 });
  });

  it('ignores what carries no signal', () => {
    const latencies = meter(
      moved(0, 'scanning.watching', { event: { type: 'position.resume', atMs: MIDNIGHT } }),
      moved(0, 'scanning.watching'),
      intended(1, 'a'),
      sent(2, 'a'),
      fact(3, 'order.intended', { actor: 'order/x' }),
    );
    expect(latencies.signalToOrder().count).toBe(0);
  });
});
