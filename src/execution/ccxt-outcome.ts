import { NoAnswerError, VenueFaultError } from '../domain/request-failure.ts';
import type { ClientOrderId } from '../domain/ids.ts';
import type { OrderReport } from '../domain/order.ts';
import type { NoAnswer } from '../domain/venue-trading.ts';

/** What ccxt throws when it waited in vain. */
const TIMEOUTS: ReadonlySet<string> = new Set(['RequestTimeout', 'AbortError', 'TimeoutError']);

/** Why a request of ccxt's has no answer. Whatever it throws once a request may have left says no more than that. */
export const noAnswerOf = (thrown: unknown): NoAnswer =>
  thrown instanceof Error && TIMEOUTS.has(thrown.name) ? 'timeout' : 'disconnected';

/**
 * What became of a new order that got no yes. Refused only where the venue said so in a way that leaves no doubt;
 * everything else, what nobody has thought of included, is in doubt and asked about.
 */
export const reportOfFailure = (clientOrderId: ClientOrderId, thrown: unknown): OrderReport => {
  if (thrown instanceof VenueFaultError) {
    const { refusal, message } = thrown.context.fault;
    if (refusal !== undefined) return { kind: 'refused', clientOrderId, code: refusal, message };
  }
  const cause = thrown instanceof NoAnswerError ? thrown.context.cause : 'server-error';
  return { kind: 'in-doubt', clientOrderId, cause };
};
