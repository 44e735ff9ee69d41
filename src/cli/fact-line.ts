import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { utc } from './table.ts';

const TEXT_MAX = 160;

/** One fact on one line: time, type, actor, then the plain figures of its body. */
export const factLine = ({ atMs, type, actor, body }: Fact): string => {
  const figures = Object.entries(body)
    .flatMap(([key, value]) => (isPlain(value) ? [`${key}=${plain(value)}`] : []))
    .join(' ');
  return `${utc(atMs)}  ${type.padEnd(22)} ${actor.padEnd(16)} ${figures.slice(0, TEXT_MAX)}`.trimEnd();
};

const isPlain = (value: Json): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const plain = (value: string | number | boolean): string =>
  typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
