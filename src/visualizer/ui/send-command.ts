import { signal } from '@preact/signals';
import { token } from './place.ts';

/** A command as the API reads it. */
export interface Order {
  readonly command: string;
  readonly coin?: string;
  readonly confirm?: string;
  readonly venue?: string;
  readonly shareFraction?: number;
}

/** What came of the last one. */
export const outcome = signal<{ readonly text: string; readonly tone: 'good' | 'bad' } | undefined>(undefined);

/** Sends it with the token; true when the engine took it. */
export const sendCommand = async (order: Order): Promise<boolean> => {
  const answer = await fetch('/api/command', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token.value}` },
    body: JSON.stringify(order),
  }).catch(() => undefined);
  if (answer?.ok === true) {
    outcome.value = {
      text: `Sent: ${[order.command, order.coin, order.venue].filter(Boolean).join(' ')}.`,
      tone: 'good',
    };
    return true;
  }
  outcome.value = { text: await refusalOf(answer), tone: 'bad' };
  return false;
};

const refusalOf = async (answer: Response | undefined): Promise<string> => {
  if (answer === undefined) return 'The engine did not answer.';
  if (answer.status === 401) return 'Refused: the token is not this engine’s. It is printed anew at every start.';
  const body: unknown = await answer.json().catch(() => undefined);
  const reason =
    typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : `status ${answer.status}`;
  return `Refused: ${reason}.`;
};
