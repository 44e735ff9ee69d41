import type { SubmitFault } from '../../src/simulator/faults.ts';
import type { VenueUnderTest } from './venue-under-test.ts';
import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { submitFaultOf } from '../../src/simulator/faults.ts';
import { ALPHA, briefly, LINEAR, orderOf, reportsOf, START, venueUnderTest } from './venue-under-test.ts';

const venueWith = (fault: SubmitFault): VenueUnderTest =>
  venueUnderTest({ faults: { scripted: [{ venue: ALPHA, nth: 1, fault }] } });

const probe = (venue: VenueUnderTest, order: ReturnType<typeof orderOf>): string[] => {
  const { clientOrderId, market } = order;
  venue.gateway.perform({ kind: 'probe', clientOrderId, market }, atMs(venue.nowMs()));
  return reportsOf(venue.run()).map(briefly);
};

describe('faults told in advance', () => {
  it('strikes the nth order of its venue alone', () => {
    const settings = { scripted: [{ venue: ALPHA, nth: 2, fault: 'refuse' as const }] };
    expect(submitFaultOf(settings, { venue: ALPHA, nth: 1 }, 0)).toBe('none');
    expect(submitFaultOf(settings, { venue: ALPHA, nth: 2 }, 0)).toBe('refuse');
    expect(submitFaultOf(settings, { venue: venueId('beta'), nth: 2 }, 0)).toBe('none');
  });

  it('refuses an order with nothing wrong about it', () => {
    const venue = venueWith('refuse');
    expect(venue.submit(orderOf()).map(briefly)).toEqual(['refused unknown']);
    expect(venue.position(LINEAR)).toBe('0');
  });

  it('times out an order that was filled: in doubt, then found with its fills', () => {
    const venue = venueWith('timeout-filled');
    const order = orderOf({ quantity: '3' });
    expect(venue.submit(order).map(briefly)).toEqual(['in-doubt timeout']);
    expect(venue.position(LINEAR)).toBe('3');
    expect(probe(venue, order)).toEqual(['found filled 3']);
  });

  it('times out an order that never arrived: in doubt, then absent; the send still counts', () => {
    const venue = venueWith('timeout-lost');
    const order = orderOf();
    expect(venue.submit(order).map(briefly)).toEqual(['in-doubt timeout']);
    expect(probe(venue, order)).toEqual(['absent']);
    expect(venue.position(LINEAR)).toBe('0');
    expect(venue.gateway.receivedClientIds().get(order.clientOrderId)).toBe(1);
  });

  it('fills half of an order in whole lots and cancels the rest', () => {
    expect(
      venueWith('partial')
        .submit(orderOf({ quantity: '1.001' }))
        .map(briefly),
    ).toEqual(['accepted', 'fill 0.5 @ 100', 'done cancelled 0.5']);
  });

  it('acknowledges late, after the fill', () => {
    expect(venueWith('late-ack').submit(orderOf()).map(briefly)).toEqual(['fill 1 @ 100', 'done filled 1', 'accepted']);
  });

  it('tells everything twice, under one trade id, and books it once', () => {
    const venue = venueWith('duplicate-report');
    const reports = venue.submit(orderOf());
    expect(reports.map(briefly).sort()).toEqual(
      ['accepted', 'accepted', 'done filled 1', 'done filled 1', 'fill 1 @ 100', 'fill 1 @ 100'].sort(),
    );
    const tradeIds = reports.flatMap((report) => (report.kind === 'fill' ? [report.fill.tradeId] : []));
    expect(new Set(tradeIds).size).toBe(1);
    expect(venue.position(LINEAR)).toBe('1');
  });
});

const runOf = (seed: number): string[] => {
  const venue = venueUnderTest({ seed, faults: { probabilities: { refuse: 0.3, partial: 0.3, 'late-ack': 0.2 } } });
  return Array.from({ length: 20 }, (_, n) =>
    venue
      .submit(orderOf({ clientOrderId: `s${n}`, quantity: '0.2' }))
      .map(briefly)
      .join(),
  );
};

describe('faults by chance', () => {
  it('come with their probabilities added up, in a fixed order', () => {
    const settings = { probabilities: { refuse: 0.1, 'timeout-lost': 0.2, partial: 0.3 } };
    const faultAt = (draw: number) => submitFaultOf(settings, { venue: ALPHA, nth: 1 }, draw);
    expect([0, 0.09, 0.11, 0.29, 0.31, 0.59, 0.61].map(faultAt)).toEqual([
      'refuse',
      'refuse',
      'timeout-lost',
      'timeout-lost',
      'partial',
      'partial',
      'none',
    ]);
  });

  it('are the same in two runs of one seed', () => {
    expect(runOf(5)).toEqual(runOf(5));
    expect(runOf(5)).not.toEqual(runOf(6));
  });

  it('fail look-ups without harm: the next one finds', () => {
    const venue = venueUnderTest({ seed: 1, faults: { probabilities: { 'probe-failed': 0.5 } } });
    const order = orderOf({ clientOrderId: 'p1' });
    venue.submit(order);
    const answers = Array.from({ length: 12 }, () => probe(venue, order)[0]);
    expect(new Set(answers)).toEqual(new Set(['probe-failed', 'found filled 1']));
  });

  it('deleverage: at a settlement the venue halves the position unasked', () => {
    const venue = venueUnderTest({ faults: { probabilities: { adl: 1 } } });
    venue.submit(orderOf({ quantity: '2', clientOrderId: 'a1' }));
    const at = atMs(START + 3_600_000);
    const payments = venue.gateway.settle({ market: LINEAR, rate: '0.0001', settlementPrice: '100', atMs: at });
    expect(payments).toMatchObject([{ kind: 'payment', payment: { quantity: '2', amount: '-0.02' } }]);
    expect(venue.position(LINEAR)).toBe('1');
    const [report] = reportsOf(venue.run(3_700_000));
    expect(report).toMatchObject({ kind: 'fill', fill: { side: 'sell', quantity: '1', price: '100' } });
    expect(report?.clientOrderId).toMatch(/^adl-autoclose-/);
  });
});
