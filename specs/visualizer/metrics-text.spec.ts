import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/visualizer/histogram.ts';
import { MetricsText } from '../../src/visualizer/metrics-text.ts';

describe('figures for Prometheus', () => {
  it('have help, a type and one line a sample; without samples they are left out', () => {
    const out = new MetricsText();
    out.gauge('a_gauge', 'says\nthings', [[{}, 1.5]]);
    out.counter('none_total', 'nothing', []);
    out.counter('some_total', 'some', [
      [{ venue: 'binance' }, 2],
      [{ venue: 'okx' }, Number.POSITIVE_INFINITY],
    ]);
    expect(out.text).toBe(
      [
        '# HELP a_gauge says\\nthings',
        '# TYPE a_gauge gauge',
        'a_gauge 1.5',
        '# HELP some_total some',
        '# TYPE some_total counter',
        'some_total{venue="binance"} 2',
        'some_total{venue="okx"} +Inf',
        '',
      ].join('\n'),
    );
  });

  it('cannot be broken by what stands in a label', () => {
    const out = new MetricsText();
    out.gauge('a', 'b', [[{ reason: 'a "quoted"\nline \\ end' }, 0]]);
    expect(out.text.split('\n')[2]).toBe('a{reason="a \\"quoted\\"\\nline \\\\ end"} 0');
  });

  it('count a histogram up to each bound, and all of it', () => {
    const histogram = new Histogram([1, 2]);
    for (const value of [0.5, 1, 1.5, 3]) histogram.add(value);
    const out = new MetricsText();
    out.histogram('h', 'spans', histogram.read());
    expect(out.text.split('\n').slice(2, -1)).toEqual([
      'h_bucket{le="1"} 2',
      'h_bucket{le="2"} 3',
      'h_bucket{le="+Inf"} 4',
      'h_sum 6',
      'h_count 4',
    ]);
  });
});
