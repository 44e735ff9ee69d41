import { InvalidArgumentError } from 'commander';

/** A span of time in ms: `90s`, `10m`, `6h`, `2d`. */
export const span = (text: string): number => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  if (amount === undefined || unitMs === undefined)
    throw new InvalidArgumentError('a span such as 90s, 10m, 6h or 2d is expected');
  return Number(amount) * unitMs;
};

/** `2026-01-31` or `2026-01-31T08:00Z`, as ms since 1970. */
export const instant = (text: string): number => {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/.test(text);
  const value = isDay || isInstant ? Date.parse(text) : NaN;
  if (Number.isNaN(value))
    throw new InvalidArgumentError('a day such as 2026-01-31 or an instant such as 2026-01-31T08:00Z is expected');
  return value;
};

/** Virtual time per real time: `auto`, `max`, or a factor such as `600` or `600x`. */
export const speed = (text: string): 'auto' | 'max' | number => {
  if (text === 'auto' || text === 'max') return text;
  const value = Number(text.replace(/x$/, ''));
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('auto, max or a number above 0 is expected');
  return value;
};

/** The port of the page, or `off` for none. */
export const pagePort = (text: string): number | 'off' => {
  if (text === 'off') return text;
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('off or a port from 0 (any that is free) to 65535 is expected');
  return port;
};

export const portNumber = (text: string): number => {
  const port = pagePort(text);
  if (port === 'off') throw new InvalidArgumentError('a port from 0 (any that is free) to 65535 is expected');
  return port;
};

export const wholeNumber = (text: string): number => {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('a whole number from 0 is expected');
  return value;
};

export const atLeastOne = (text: string): number => {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('a whole number from 1 is expected');
  return value;
};

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
