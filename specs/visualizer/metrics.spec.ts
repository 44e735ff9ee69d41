import { describe, expect, it } from 'vitest';
import { actorId, coinId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { MetricsTally } from '../../src/visualizer/metrics-tally.ts';
import { metricsText } from '../../src/visualizer/metrics.ts';
import { exposedIn } from './prometheus-reader.ts';

/** A name that would end a label, a line and a page. */
const SCRIPT = '"}\n</script>\\';

const status = {
  nowMs: atMs(100_000),
  world: 'simulated',
  seq: 12,
  operator: 'trading',
  guard: 'active',
  failClosed: [`clock-off:${SCRIPT}`],
  feeds: [
    {
      venue: 'alpha',
      frames: 7,
      rejected: 1,
      lastFrameAtMs: atMs(97_500),
      offsetMs: -20,
      markets: { live: 2, stale: 1 },
    },
    { venue: 'beta', frames: 0, rejected: 0, lastFrameAtMs: undefined, offsetMs: undefined, markets: {} },
  ],
  markets: 3,
  openOrders: 1,
  counts: { frames: 7, rejected: 1, events: 9, signals: 4, orders: 2 },
  positions: [
    {
      coin: SCRIPT,
      state: 'entering.legs(long: done, short: working)',
      notionalUsd: 1000,
      netUsd: -1.5,
      naked: { nakedUsd: 250, totalMs: 1500, usdSeconds: 375 },
      legs: [{ leg: 'long', market: `alpha:${SCRIPT}`, margin: { distanceFraction: 0.4, marginRatio: 12 } }],
    },
    { coin: 'SOL', state: 'hedged.carrying', notionalUsd: 10, netUsd: 0, naked: undefined, legs: [] },
  ],
  account: { equityUsd: undefined, capitalUsd: 5000, fundingUsd: 1, feesUsd: -2, closedCycles: 3, closedNetUsd: 4 },
  margins: { drift: undefined },
};

const paid = (type: string, amount: string) => ({
  seq: 1,
  atMs: atMs(1),
  type,
  cause: 1,
  actor: actorId('ledger'),
  body: { market: 'alpha:SOL/USDT:USDT', settlementAtMs: 1, coin: coinId('USDT'), amount },
});

describe('the figures of a scrape', () => {
  const tally = new MetricsTally();
  tally.fold(paid('funding.expected', '1.25'));
  tally.fold(paid('funding.paid', '1'));
  tally.fold({ ...paid('position.hedged', '0'), body: { from: 'entering', to: 'hedged' } });
  tally.time({ kind: 'frame-to-decision', ms: 0.7 });
  tally.time({ kind: 'signal-to-order', ms: 9_000 });
  const process = { rssBytes: 1, uptimeSeconds: 2, loopDelay: { p50: 0.001, p99: 0.002, max: 0.003 }, pages: 0 };
  const { samples } = exposedIn(
    metricsText({ status: status as never, tally, process, journalSeq: 9, toldSeq: 7, journalLagMs: 1250 }),
  );

  it.each([
    ['feed_staleness_seconds{venue="alpha"}', 2.5],
    ['naked_seconds{coin="\\"}\\n</script>\\\\"}', 1.5],
    ['naked_usd_seconds{coin="\\"}\\n</script>\\\\"}', 375],
    ['funding_error{venue="alpha",coin="USDT"}', -0.25],
    ['liquidation_distance{coin="\\"}\\n</script>\\\\",leg="long",market="alpha:\\"}\\n</script>\\\\"}', 0.4],
    ['margin_ratio{coin="\\"}\\n</script>\\\\",leg="long",market="alpha:\\"}\\n</script>\\\\"}', 12],
    ['journal_lag_seconds', 1.25],
    ['journal_lag_facts', 2],
    ['event_loop_delay_seconds{at="p99"}', 0.002],
    ['transitions_total{machine="position",state="hedged"}', 1],
    ['frame_to_decision_seconds_bucket{le="0.0005"}', 0],
    ['frame_to_decision_seconds_bucket{le="0.001"}', 1],
    ['signal_to_order_seconds_bucket{le="1"}', 0],
    ['signal_to_order_seconds_bucket{le="+Inf"}', 1],
    ['signal_to_order_seconds_sum', 9],
    ['intent_to_wire_seconds_count', 0],
  ])('tell of %s what it is', (key, value) => {
    expect(samples.get(`hedgerow_${key}`)).toBe(value);
  });

  it('leave out what has no value, rather than to tell nothing as a number', () => {
    const keys = [...samples.keys()];
    expect(keys.filter((key) => key.startsWith('hedgerow_feed_staleness_seconds'))).toHaveLength(1);
    expect(keys.filter((key) => key.startsWith('hedgerow_naked_seconds'))).toHaveLength(1);
    expect(keys.some((key) => key.startsWith('hedgerow_equity_usd'))).toBe(false);
  });
});
