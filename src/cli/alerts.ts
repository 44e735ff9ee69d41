import type { Fact } from '../domain/fact.ts';
import { atMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { AlertCooldown } from '../monitor/alert.ts';
import type { Alert } from '../monitor/alert.ts';
import { consoleSink, webhookSink } from '../monitor/alert-sinks.adapter.ts';
import type { AlertSink } from '../monitor/alert-sinks.adapter.ts';
import { factLine } from './fact-line.ts';
import type { CommandIo } from './io.ts';

export interface Alerts {
  /** Looks at a fact; what deserves it goes to every sink. */
  hear(fact: Fact): void;
  /** Waits a little for what is on its way, then gives up the rest. */
  close(): Promise<void>;
}

export interface AlertOptions {
  readonly alerts: Pick<Config['alerts'], 'console' | 'webhookUrl' | 'cooldownMs'>;
  readonly io: Pick<CommandIo, 'stderr' | 'now' | 'sleep'>;
  /** A page on the terminal shows the facts itself: no lines in between. */
  readonly screen: 'page' | 'lines';
}

const LAST_WORDS_MS = 3000;
const LAST_WORDS_POLL_MS = 20;

/**
 * Facts to alerts to sinks. Repeats are held back by the time of the people who read them: an hour of a simulated world
 * goes by in seconds, and is no reason to write a hundred lines.
 */
export const openAlerts = ({ alerts, io, screen }: AlertOptions): Alerts => {
  const cooldown = new AlertCooldown({ cooldownMs: alerts.cooldownMs });
  const closing = new AbortController();
  const say = (line: string): void => void io.stderr.write(line);
  const sinks: readonly AlertSink[] = [
    ...(alerts.console && screen === 'lines' ? [consoleSink((line) => say(`ALERT ${line}`))] : []),
    ...(alerts.webhookUrl === 'none'
      ? []
      : [webhookSink(alerts.webhookUrl, (message) => say(`hedgerow: ${message}\n`), untilClosed(closing.signal))]),
  ];
  return {
    hear: (fact) => {
      const severity = severityOf(fact);
      if (severity === undefined || sinks.length === 0) return;
      const alert = alertOf(fact, severity);
      if (!cooldown.admit({ key: alert.key, atMs: atMs(io.now()) })) return;
      for (const sink of sinks) sink.send(alert);
    },
    close: async () => {
      const last = { isWaiting: true };
      void Promise.all(sinks.map((sink) => sink.settled())).then(() => (last.isWaiting = false));
      const giveUpAtMs = io.now() + LAST_WORDS_MS;
      await io.sleep(0);
      while (last.isWaiting && io.now() < giveUpAtMs) await io.sleep(LAST_WORDS_POLL_MS);
      closing.abort();
    },
  };
};

const SEVERITIES: readonly (readonly [RegExp, Alert['severity']])[] = [
  [/^alert\./, 'info'],
  [/^(recovery\.mismatch|actor\.restarting|fill\.unknown)$/, 'warning'],
  [/^(feed\.unexpected-answer|feed\.channel-refused|source\.(diverged|fell-back)|funding\.differs)$/, 'warning'],
  [/^risk\.(leg-near-liquidation|margin-low|liquidation-burst|leg-blind)$/, 'warning'],
  [/^risk\.(exit|leg-reduced|venue-out|venue-out-long|naked-too-long|peg-broken)$/, 'critical'],
  [/^(operator\.(killing|flat)|closer\.flat|margin\.drift|storage\.(size-alarm|not-pruned))$/, 'warning'],
  [/^(operator\.kill-delayed|closer\.delayed|position\.paused|actor\.parked|engine\.fail-closed-begins)$/, 'critical'],
  [/^recovery\.(position-rebuilt|snapshot-refused)$/, 'critical'],
  [/^lending\.(failed|stale)$/, 'warning'],
  [/^feed\.(authentication-failed|venue-blocked)$/, 'critical'],
];

/** Attempts in a row after which a connection that cannot be made is a person's business. */
const FAILED_ATTEMPTS_MIN = 10;
/** Records of a relay that are older than this on arrival, 95 of 100 being younger. */
const RELAY_P95_MAX_MS = 100;

const severityOf = ({ type, body }: Fact): Alert['severity'] | undefined => {
  if (type === 'feed.connection-failing')
    return isAtLeast(body['attempts'], FAILED_ATTEMPTS_MIN) ? 'critical' : undefined;
  if (type === 'feed.relay-latency') return isAtLeast(body['p95Ms'], RELAY_P95_MAX_MS + 1) ? 'warning' : undefined;
  if (type.startsWith('guard.')) return typeof body['to'] === 'string' ? guardSeverity(body['to']) : undefined;
  return SEVERITIES.find(([types]) => types.test(type))?.[1];
};

const isAtLeast = (value: unknown, least: number): boolean => typeof value === 'number' && value >= least;

/** The guard has two regions, its state names both: `(risk: paused, entries: halted)`. */
const guardSeverity = (state: string): Alert['severity'] | undefined => {
  if (state.includes('paused')) return 'critical';
  return state.includes('warning') || state.includes('halted') ? 'warning' : undefined;
};

const alertOf = (fact: Fact, severity: Alert['severity']): Alert => {
  const { type, actor, body } = fact;
  const about = body['symbol'] ?? body['condition'] ?? actor;
  return {
    key: `${type} ${typeof about === 'string' ? about : actor}`,
    severity,
    text: factLine(fact).replaceAll(/ {2,}/g, ' '),
    atMs: fact.atMs,
    details: body,
  };
};

/** The real `fetch`, which a closed run no longer waits for. */
const untilClosed =
  (closed: AbortSignal): typeof fetch =>
  (url, init) =>
    fetch(url, { ...init, signal: init?.signal == null ? closed : AbortSignal.any([init.signal, closed]) });
