import type { HistogramReading } from './histogram.ts';

type Labels = Readonly<Record<string, string>>;
type Samples = readonly (readonly [labels: Labels, value: number])[];

/** Writes metrics in Prometheus' text format 0.0.4; a metric without samples is left out. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export class MetricsText {
  #lines: string[] = [];

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  gauge(name: string, help: string, samples: Samples): void {
    this.#metric('gauge', { name, help, samples });
  }

  counter(name: string, help: string, samples: Samples): void {
    this.#metric('counter', { name, help, samples });
  }

  histogram(name: string, help: string, { buckets, sum, count }: HistogramReading): void {
    this.#head('histogram', name, help);
    for (const [bound, upTo] of buckets) this.#sample(`${name}_bucket`, { le: String(bound) }, upTo);
    this.#sample(`${name}_bucket`, { le: '+Inf' }, count);
    this.#sample(`${name}_sum`, {}, sum);
    this.#sample(`${name}_count`, {}, count);
  }

  #metric(kind: 'gauge' | 'counter', { name, help, samples }: { name: string; help: string; samples: Samples }): void {
    if (samples.length === 0) return;
    this.#head(kind, name, help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
  }

  #head(kind: string, name: string, help: string): void {
    this.#lines.push(
      `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${name} ${kind}`,
    );
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    const of = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
    this.#lines.push(`${name}${of} ${written(value)}`);
  }
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const written = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
};
