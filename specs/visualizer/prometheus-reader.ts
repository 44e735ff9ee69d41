/** What Prometheus takes of the text format 0.0.4, and what its own linter asks for. https://prometheus.io/docs/instrumenting/exposition_formats/ */

export interface Exposed {
  /** By name and labels as they stand in the text. */
  readonly samples: ReadonlyMap<string, number>;
  /** `gauge`, `counter` or `histogram`, by name. */
  readonly kinds: ReadonlyMap<string, string>;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const HEAD = /^# (HELP|TYPE) (\S+) (.*)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
/** Nothing but these three may be escaped in a value, and nothing may stand raw that must be. */
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
const FLOAT = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;

interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** Throws a sentence with the line for whatever a scrape would stumble over. */
export const exposedIn = (text: string): Exposed => {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const kinds = new Map<string, string>();
  const helped = new Set<string>();
  const samples = new Map<string, number>();
  const series: Series[] = [];
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('#')) {
      const [, head = '', name = '', rest = ''] = HEAD.exec(line) ?? [];
      if (!NAME.test(name)) throw new Error(`no comment of the format: ${line}`);
      if (head === 'HELP') {
        if (helped.has(name)) throw new Error(`described twice: ${line}`);
        if (/\\(?![\\n])/.test(rest.replaceAll('\\\\', ''))) throw new Error(`escaped what is not: ${line}`);
        helped.add(name);
      } else {
        if (kinds.has(name)) throw new Error(`typed twice: ${line}`);
        if (!helped.has(name)) throw new Error(`typed and not described: ${line}`);
        if (!/^(?:gauge|counter|histogram)$/.test(rest)) throw new Error(`no type: ${line}`);
        if ((rest === 'counter') !== name.endsWith('_total')) throw new Error(`counters alone end in _total: ${line}`);
        kinds.set(name, rest);
        family = name;
      }
      continue;
    }
    const one = seriesOf(line);
    if (!belongs(one.name, family, kinds.get(family))) throw new Error(`apart from its family: ${line}`);
    if (one.labels.has('quantile')) throw new Error(`quantiles are of summaries: ${line}`);
    if (kinds.get(family) === 'counter' && !(one.value >= 0)) throw new Error(`a counter below nothing: ${line}`);
    const key = line.slice(0, line.lastIndexOf(' '));
    if (samples.has(key)) throw new Error(`told twice: ${line}`);
    samples.set(key, one.value);
    series.push(one);
  }
  for (const [name, kind] of kinds) if (kind === 'histogram') checkHistogram(name, series);
  return { samples, kinds };
};

const seriesOf = (line: string): Series => {
  const [, name, pairs, value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined || !FLOAT.test(value)) throw new Error(`no sample: ${line}`);
  const labels = labelsOf(pairs ?? '', line);
  return { name, labels, value: numberOf(value) };
};

const labelsOf = (pairs: string, line: string): ReadonlyMap<string, string> => {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  for (let at = 0; at < pairs.length; at = LABEL.lastIndex) {
    const [, label = '', text = ''] = LABEL.exec(pairs) ?? [];
    if (label === '') throw new Error(`no label: ${line}`);
    if (labels.has(label)) throw new Error(`a label twice: ${line}`);
    labels.set(label, unescaped(text));
  }
  return labels;
};

const numberOf = (text: string): number => Number(text.replace('Inf', 'Infinity'));

/** Each escape is read once, from the left: of `\\n` only a backslash and an n remain. */
const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));

const belongs = (name: string, family: string, kind: string | undefined): boolean =>
  kind === 'histogram'
    ? [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name)
    : kind !== undefined && name === family;

/** Bounds ascend to +Inf, each bucket holds those before it, and +Inf holds all. */
const checkHistogram = (name: string, series: readonly Series[]): void => {
  const of = (part: string) => series.filter((one) => one.name === `${name}_${part}`);
  const buckets = of('bucket').map(({ labels, value }) => [numberOf(labels.get('le') ?? ''), value] as const);
  const [count, ...more] = of('count');
  if (count === undefined || more.length > 0 || of('sum').length !== 1) throw new Error(`${name}: no sum or count`);
  for (const [at, [bound, upTo]] of buckets.entries()) {
    const [boundBefore, upToBefore] = buckets[at - 1] ?? [-Infinity, 0];
    if (!(bound > boundBefore)) throw new Error(`${name}: bounds do not ascend at ${bound}`);
    if (!(upTo >= upToBefore)) throw new Error(`${name}: the bucket of ${bound} holds less than the one before`);
  }
  const last = buckets.at(-1);
  if (last?.[0] !== Infinity || last[1] !== count.value) throw new Error(`${name}: +Inf is not the count`);
};

/** The value of a label as a reader gets it. */
export const labelIn = (line: string, label: string): string | undefined => seriesOf(line).labels.get(label);
