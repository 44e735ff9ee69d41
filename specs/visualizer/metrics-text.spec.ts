import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/visualizer/histogram.ts';
import { MetricsText } from '../../src/visualizer/metrics-text.ts';
import { exposedIn, labelIn } from './prometheus-reader.ts';

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

  it.each(['"} 1\nx{a="', 'ends in \\', '\\n is no line', '\\"', '<img src=x>', '資金 🙂', ''])(
    'reach whoever scrapes them as they are: %j',
    (reason) => {
      const out = new MetricsText();
      out.gauge('a', reason, [[{ reason, more: 'x' }, 0]]);
      expect(exposedIn(out.text).samples.size).toBe(1);
      expect(labelIn(out.text.split('\n')[2] ?? '', 'reason')).toBe(reason);
    },
  );

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

const HEAD = '# HELP h a\n# TYPE h histogram\n';
const TAIL = 'h_sum 1\nh_count 2\n';

describe('the reader of the specs', () => {
  it.each([
    ['a 1', 'does not end'],
    ['a 1\n', 'apart from its family'],
    ['# TYPE a gauge\na 1\n', 'not described'],
    ['# HELP a b\n# TYPE a gauge\na 1\na 2\n', 'told twice'],
    ['# HELP a b\n# TYPE a gauge\na{b="c\\d"} 1\n', 'no label'],
    ['# HELP a b\n# TYPE a gauge\na{b="c"d"} 1\n', 'no label'],
    ['# HELP a b\n# TYPE a gauge\na{b="1",b="2"} 1\n', 'a label twice'],
    ['# HELP a b\n# TYPE a gauge\na undefined\n', 'no sample'],
    ['# HELP a b\n# TYPE a gauge\na{quantile="1"} 1\n', 'of summaries'],
    ['# HELP a b\n# TYPE a counter\na 1\n', 'end in _total'],
    ['# HELP a_total b\n# TYPE a_total counter\na_total -1\n', 'below nothing'],
    [`${HEAD}h_bucket{le="1"} 3\nh_bucket{le="+Inf"} 2\n${TAIL}`, 'less than the one before'],
    [`${HEAD}h_bucket{le="2"} 1\nh_bucket{le="1"} 1\n${TAIL}`, 'do not ascend'],
    [`${HEAD}h_bucket{le="1"} 2\n${TAIL}`, '+Inf is not the count'],
    [`${HEAD}h_bucket{le="+Inf"} 1\n${TAIL}`, '+Inf is not the count'],
    [`${HEAD}h_bucket{le="+Inf"} 2\nh_count 2\n`, 'no sum'],
  ])('takes no %j', (text, why) => {
    expect(() => exposedIn(text)).toThrow(why);
  });
});
