import type { Fact } from '../../domain/fact.ts';

/** What one wants to know first; an engine and its journal name the members of a fact in orders of their own. */
const TELLING = (
  'symbol purpose side quantity market price limitPrice long short reason netBps expectedCarryBps costBps ' +
  'spreadPer8hBps apr sign amount coin net funding notionalUsd facts positions intents fees fee cycle confidence'
).split(' ');
const MEMBERS_MAX = 7;

/** What a fact says, in one line. */
export const gistOf = ({ body }: Pick<Fact, 'body'>): string => {
  const { from, to, event } = body;
  if (typeof from === 'string' && typeof to === 'string') {
    const type = typeof event === 'object' && event !== null && 'type' in event ? `${textOf(event.type)}: ` : '';
    return `${type}${from} → ${to}`;
  }
  return Object.entries(body)
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
    .flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number'
        ? [`${key.replace(/Ms$/, '')} ${shortOf(key, value)}`]
        : [],
    )
    .slice(0, MEMBERS_MAX)
    .join(' · ');
};

const rankOf = (key: string): number => {
  const at = TELLING.indexOf(key);
  return at === -1 ? TELLING.length : at;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const shortOf = (key: string, value: string | number): string => {
  if (typeof value === 'number' && key.endsWith('Ms') && value > 1e12)
    return new Date(value).toISOString().slice(0, 19).replace('T', ' ');
  const isLong = typeof value === 'number' ? !Number.isInteger(value) : /^-?\d+\.\d{5,}$/.test(value);
  return isLong ? String(Number(Number(value).toPrecision(6))) : String(value);
};
