import { isRecord } from '../domain/codec.ts';
import type { CommandIo } from './io.ts';
import { doorFile, readDoor } from './operator-door.ts';
import { dollars } from '../monitor/dollars.ts';

export interface OperatorRequest {
  readonly data: string;
  /** With a token: an engine whose data directory is not at hand. */
  readonly port?: number;
  readonly token?: string;
  /** Said beforehand what would be asked for. */
  readonly yes?: boolean;
  /** A kill: until the engine has stopped. */
  readonly wait?: boolean;
}

/** What is posted to the engine, and what a person must type first. */
export interface OperatorWord {
  readonly command: string;
  readonly coin?: string;
  readonly venue?: string;
  readonly confirm?: string;
}

/** The variable a token may stand in: an argument can be read by everybody on the machine. */
export const TOKEN_VARIABLE = 'HEDGEROW_TOKEN';
const ANSWER_TIMEOUT_MS = 5000;
const LOOK_EVERY_MS = 500;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** `hedgerow operator …`: says one word to a running engine. Exit code 1 where none answers, 2 where it refuses. */
export const runOperator = async (word: OperatorWord, request: OperatorRequest, io: CommandIo): Promise<number> => {
  const door = doorOf(request, io);
  if (typeof door === 'string') return failed(io, { exitCode: 2, why: door });
  const { confirm } = word;
  if (confirm !== undefined && request.yes !== true && !(await isTyped(confirm, io)))
    return failed(io, { exitCode: 2, why: `nothing was sent: "${confirm}" was not typed` });
  const answer = await ask(door, word).catch(() => undefined);
  if (answer === undefined) return failed(io, { exitCode: 1, why: nobody(door) });
  if (answer.status !== 202) return failed(io, { exitCode: 2, why: `refused: ${reasonIn(answer)}` });
  await io.stdout.write(
    `Sent: ${[word.command, word.coin ?? word.venue].filter((one) => one !== undefined).join(' ')}.\n`,
  );
  if (word.command !== 'kill') return 0;
  await io.stdout.write('Everything is being closed; the engine ends when every venue has said flat.\n');
  if (request.wait !== true) return 0;
  while ((await ask(door).catch(() => undefined)) !== undefined) await io.sleep(LOOK_EVERY_MS);
  await io.stdout.write('The engine has ended.\n');
  return 0;
};

/** `hedgerow operator status`: how the engine stands, in a few lines. */
export const runOperatorStatus = async (request: OperatorRequest, io: CommandIo): Promise<number> => {
  const door = doorOf(request, io);
  if (typeof door === 'string') return failed(io, { exitCode: 2, why: door });
  const answer = await ask(door).catch(() => undefined);
  if (answer === undefined || !isRecord(answer.body)) return failed(io, { exitCode: 1, why: nobody(door) });
  await io.stdout.write(statusLines(answer.body));
  return 0;
};

type Door = { readonly url: string; readonly token: string; readonly left?: number };

/** Where the engine is, or why nobody knows. */
const doorOf = ({ data, port, token }: OperatorRequest, { env }: CommandIo): Door | string => {
  if (port !== undefined) {
    const given = token ?? env[TOKEN_VARIABLE];
    return given === undefined
      ? `--port needs the token printed at the start of the engine: --token or ${TOKEN_VARIABLE}`
      : { url: `http://127.0.0.1:${port}`, token: given };
  }
  const door = readDoor(data);
  return door === undefined
    ? `no engine with the data directory ${data} takes commands (${doorFile(data)} is not there); ` +
        'one started with --port off hears signals only'
    : { url: door.url, token: door.token, left: door.pid };
};

const nobody = ({ url, left }: Door): string =>
  `no engine answers at ${url}${left === undefined ? '' : `: process ${left}, which listened there, is gone or busy`}`;

/** Without a word it asks for the status. */
const ask = async ({ url, token }: Door, word?: OperatorWord): Promise<Answer> => {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer =
    word === undefined
      ? await fetch(`${url}/api/status`, { signal })
      : await fetch(`${url}/api/command`, { method: 'POST', headers, body: JSON.stringify(word), signal });
  return { status: answer.status, body: await answer.json() };
};

const reasonIn = ({ status, body }: Answer): string =>
  isRecord(body) && typeof body['error'] === 'string' ? body['error'] : `HTTP ${status}`;

const isTyped = async (phrase: string, { stdin, stderr, releaseStdin }: CommandIo): Promise<boolean> => {
  await stderr.write(`Type "${phrase}" and Enter to go on: `);
  const decoder = new TextDecoder();
  let typed = '';
  for await (const part of stdin) {
    typed += decoder.decode(part, { stream: true });
    if (typed.includes('\n')) break;
  }
  releaseStdin?.();
  return typed.split('\n')[0]?.trim() === phrase;
};

const statusLines = (status: Readonly<Record<string, unknown>>): string => {
  const { operator, guard, failClosed, positions, account, openOrders } = status;
  const conditions = Array.isArray(failClosed) && failClosed.length > 0 ? `, closed by ${failClosed.join(', ')}` : '';
  const equity = isRecord(account) && typeof account['equityUsd'] === 'number' ? account['equityUsd'] : undefined;
  const held = (Array.isArray(positions) ? positions : []).flatMap((one: unknown) =>
    isRecord(one)
      ? [`${String(one['coin'])} ${String(one['state'])}, ${dollars(Number(one['notionalUsd']))} USD a leg`]
      : [],
  );
  return [
    `Operator ${String(operator)}, guard ${String(guard)}${conditions}; equity ${dollars(equity)} USD.`,
    held.length === 0 ? 'No position is open.' : `${held.length} open: ${held.join('; ')}.`,
    `${String(openOrders)} orders on their way.`,
    '',
  ].join('\n');
};

const failed = async (
  { stderr }: CommandIo,
  { exitCode, why }: { readonly exitCode: number; readonly why: string },
): Promise<number> => {
  await stderr.write(`hedgerow operator: ${why}\n`);
  return exitCode;
};
