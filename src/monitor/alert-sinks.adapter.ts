import type { Alert } from './alert.ts';

/** Where alerts go. A sink never throws and never delays the engine: what fails is counted and said once. */
export interface AlertSink {
  send(alert: Alert): void;
  /** Resolves when everything handed over so far has been sent or given up. */
  settled(): Promise<void>;
  readonly failures: number;
}

/** One line an alert. */
export const consoleSink = (write: (line: string) => void): AlertSink => ({
  send: (alert) => write(`${alert.severity.toUpperCase()} ${alert.text}\n`),
  settled: () => Promise.resolve(),
  failures: 0,
});

const WEBHOOK_TIMEOUT_MS = 5000;
const QUEUE_MAX = 100;

/**
 * Posts `{"text": …}` as Slack's incoming webhooks take it (https://api.slack.com/messaging/webhooks). One request at a
 * time, at most 100 waiting (the oldest is dropped), 5 s each, no retry: an alert that is late is noise.
 */
export const webhookSink = (
  url: string,
  onFailure: (message: string) => void,
  post: typeof fetch = fetch,
): AlertSink => {
  const waiting: Alert[] = [];
  let failures = 0;
  let draining: Promise<void> | undefined;
  const fail = (message: string): void => {
    failures += 1;
    if (failures === 1) onFailure(`alert webhook failed: ${message}; further failures are only counted`);
  };
  const drain = async (): Promise<void> => {
    for (let alert = waiting.shift(); alert !== undefined; alert = waiting.shift()) {
      try {
        const response = await post(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ text: `[${alert.severity}] ${alert.text}` }),
          signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
        });
        if (!response.ok) fail(`HTTP ${response.status}`);
        // an answer nobody reads would hold its connection
        await response.body?.cancel();
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    }
    draining = undefined;
  };
  return {
    send: (alert) => {
      waiting.push(alert);
      if (waiting.length > QUEUE_MAX) {
        waiting.shift();
        fail('more than 100 alerts waiting');
      }
      draining ??= drain();
    },
    settled: async () => {
      await draining;
    },
    get failures() {
      return failures;
    },
  };
};
