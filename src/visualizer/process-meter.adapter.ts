import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ProcessReading } from './metrics.ts';

const NS_PER_SECOND = 1e9;

const seconds = (ns: number): number => (Number.isFinite(ns) ? Math.max(0, ns) / NS_PER_SECOND : 0);

/** Measures this process from now on. */
export class ProcessMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.#delay.enable();
  }

  /** Delays are those since the reading before. */
  read(): Omit<ProcessReading, 'pages'> {
    const loopDelay = {
      p50: seconds(this.#delay.percentile(50)),
      p99: seconds(this.#delay.percentile(99)),
      max: seconds(this.#delay.max),
    };
    this.#delay.reset();
    return { rssBytes: process.memoryUsage.rss(), uptimeSeconds: process.uptime(), loopDelay };
  }

  stop(): void {
    this.#delay.disable();
  }
}
