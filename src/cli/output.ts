import type { Writable } from 'node:stream';

/** Where a command writes text. `closed` says that nobody reads any more (`| head`): stop without complaint. */
export interface TextSink {
  write(text: string): Promise<'open' | 'closed'>;
}

/** A process stream as a sink: waits while the reader is behind, and takes a broken pipe for an end. */
export const streamSink = (stream: Writable): TextSink => {
  let isClosed = false;
  let proceed: (() => void) | undefined;
  const settle = (): void => {
    proceed?.();
    proceed = undefined;
  };
  const close = (): void => {
    isClosed = true;
    settle();
  };
  stream.on('error', close);
  stream.on('close', close);
  stream.on('drain', settle);
  return {
    write: async (text) => {
      if (isClosed) return 'closed';
      if (!stream.write(text)) await new Promise<void>((resolve) => (isClosed ? resolve() : (proceed = resolve)));
      return isClosed ? 'closed' : 'open';
    },
  };
};

/** One line of NDJSON for a record: `type` first, then its members in alphabetical order; `undefined` is left out. */
export const recordLine = (record: { readonly type: string }): string => {
  const { type, ...members } = record;
  const rest = sortedJson(members);
  return `{"type":${JSON.stringify(type)}${rest === '{}' ? '}' : `,${rest.slice(1)}`}\n`;
};

const sortedJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'toJSON' in value)
    return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`;
};
