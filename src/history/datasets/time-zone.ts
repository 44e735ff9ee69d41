import { RowFault } from './dataset.ts';
import { sensibleInstant } from './fields.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';

/** The instants a wall clock may mean: none where clocks were set forward, two where they were set back. */
export interface TimeZone {
  readonly name: string;
  instants(wallMs: number): readonly number[];
}

/** `UTC`, `UTC+3`, `+05:30` or a name such as `Europe/London`; `undefined` for anything else. */
export const timeZone = (name: string): TimeZone | undefined => {
  const [, sign, hour, minute = '0'] = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(name) ?? [];
  if (sign !== undefined) {
    const offsetMs = (sign === '-' ? -1 : 1) * (Number(hour) + Number(minute) / 60) * MS_PER_HOUR;
    return { name, instants: (wallMs) => [wallMs - offsetMs] };
  }
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return { name: 'UTC', instants: (wallMs) => [wallMs] };
  return namedZone(name);
};

/** Offsets east and west of Greenwich are at most this. */
const OFFSET_HOURS_MAX = 15;

const namedZone = (name: string): TimeZone | undefined => {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', ...WALL });
  } catch {
    return undefined;
  }
  const offsets = new Map<number, number>();
  const offsetAt = (instantMs: number): number => {
    // every zone's rules change on a quarter of an hour
    const quarter = Math.floor(instantMs / (MS_PER_HOUR / 4));
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const quarterMs = quarter * (MS_PER_HOUR / 4);
    const offset = wallOf(format, quarterMs) - quarterMs;
    offsets.set(quarter, offset);
    return offset;
  };
  return {
    name,
    instants: (wallMs) => {
      const around = [-OFFSET_HOURS_MAX, OFFSET_HOURS_MAX].map((hour) => offsetAt(wallMs + hour * MS_PER_HOUR));
      const candidates = [...new Set(around)].map((offset) => wallMs - offset);
      return candidates.filter((instantMs) => offsetAt(instantMs) === wallMs - instantMs).sort((a, b) => a - b);
    },
  };
};

const WALL = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

const wallOf = (format: Intl.DateTimeFormat, instantMs: number): number => {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instantMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

const DATE_TIME =
  /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d\d:?(?:\d\d)?)?$/i;

/** A date and time as written: what a clock on the wall showed, and the zone where one stands beside it. */
export const wallTime = (
  field: string,
  name: string,
): { readonly wallMs: number; readonly zone: string | undefined } => {
  const match = DATE_TIME.exec(field.trim());
  if (match === null)
    throw new RowFault(`${name} is "${field.slice(0, 40)}", which is no time such as 2026-01-31 08:00:00`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fractionDigits = '0', zone] = match;
  const wallMs =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) +
    Math.floor(Number(`0.${fractionDigits}`) * 1000);
  const isReal = new Date(wallMs).getUTCDate() === Number(day) && Number(month) <= 12 && Number(hour) <= 23;
  if (!isReal) throw new RowFault(`${name} is "${field}", a day or an hour that does not exist`);
  return { wallMs, zone };
};

/** The instant of a wall clock in a zone: of two the first that is later than `afterMs`. Throws RowFault. */
export const instantIn = (zone: TimeZone, wallMs: number, afterMs: number): AtMs => {
  const instants = zone.instants(wallMs);
  const instantMs = instants.find((candidate) => candidate > afterMs) ?? instants[0];
  if (instantMs === undefined)
    throw new RowFault(
      `${new Date(wallMs).toISOString().slice(0, 19)} does not exist in ${zone.name}: clocks were set forward over it`,
      'history.time-zone',
    );
  return sensibleInstant(instantMs, 'the time');
};
