import type { AtMs } from '../../domain/units.ts';
import { isRecord } from '../../domain/codec.ts';
import type { RelayAnswer } from '../relay.ts';
import type { RelayError } from '../relay-error.ts';
import { rateLimited, statusFailure, unauthorised } from '../relay-error.ts';
import { wireNumber } from '../wire-value.ts';
import { TICKDB } from './presets.ts';

/** What a code of TickDB's table (public documentation, page version 1) means for who asked. */
export type CodeMeaning = 'ok' | 'authentication' | 'rate-limited' | 'unknown' | 'fatal' | 'server';

const MEANINGS: ReadonlyMap<number, readonly [CodeMeaning, string]> = new Map([
  [0, ['ok', 'ok']],
  [429, ['rate-limited', 'too many requests']],
  [1001, ['authentication', 'the key is not valid']],
  [1002, ['authentication', 'the key is missing']],
  [1003, ['authentication', 'this address is not allowed']],
  [1004, ['authentication', 'no permission']],
  [2001, ['fatal', 'a parameter is wrong']],
  [2002, ['unknown', 'the symbol is not known']],
  [2003, ['fatal', 'the time range is wrong']],
  [2004, ['fatal', 'the limit is out of range']],
  [3001, ['rate-limited', 'too many requests']],
  [3002, ['rate-limited', 'the quota is used up']],
  [3003, ['fatal', 'too many connections']],
  [3004, ['fatal', 'too many subscriptions']],
  [4001, ['fatal', 'the command is not known']],
  [4002, ['fatal', 'the message cannot be read']],
  [4003, ['unknown', 'depth is not available']],
  [4004, ['unknown', 'trades are not available']],
]);

/** The code in a body or frame and what it means; `undefined` where it carries none. Another code is the server's fault. */
export const codeOf = (
  body: unknown,
): { readonly code: number; readonly meaning: CodeMeaning; readonly words: string } | undefined => {
  const code = isRecord(body) ? wireNumber(body['code']) : NaN;
  if (Number.isNaN(code)) return undefined;
  const [meaning, words] = MEANINGS.get(code) ?? ['server', 'the server failed'];
  return { code, meaning, words };
};

/** An HTTP answer's failure: the code outranks the status, which is 200 in some versions of the pages. */
export const tickdbFailure = (answer: RelayAnswer, nowMs: AtMs): RelayError | undefined => {
  const refusal = { relay: TICKDB, answer, nowMs };
  const meaning = codeOf(answer.body)?.meaning;
  if (meaning === 'authentication') return unauthorised(refusal);
  return meaning === 'rate-limited' ? rateLimited(refusal) : statusFailure(refusal);
};
