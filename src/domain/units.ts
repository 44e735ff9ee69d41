/**
 * Branded numbers: a unit is part of the type, and of the name (`Bps`, `Usd`, `Ms`, `Hours`, `Fraction`, instants `atMs`).
 * Signals are plain IEEE doubles; money that is booked is Decimal (see money.ts).
 */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Basis points: 1e4 x fraction. */
export type Bps = Brand<number, 'Bps'>;
/** A plain fraction; a funding rate is a fraction of notional per funding interval (0.0001 = 1 bp). */
export type Fraction = Brand<number, 'Fraction'>;
/** An amount in USD used as a signal (sizing, depth, limits), never booked. */
export type Usd = Brand<number, 'Usd'>;
/** A duration in milliseconds. */
export type Ms = Brand<number, 'Ms'>;
/** A duration in hours. */
export type Hours = Brand<number, 'Hours'>;
/** An instant: milliseconds since the epoch, UTC. */
export type AtMs = Brand<number, 'AtMs'>;

export const bps = (value: number): Bps => value as Bps;
export const fraction = (value: number): Fraction => value as Fraction;
export const usd = (value: number): Usd => value as Usd;
export const ms = (value: number): Ms => value as Ms;
export const hours = (value: number): Hours => value as Hours;
export const atMs = (value: number): AtMs => value as AtMs;

export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;
export const HOURS_PER_YEAR = 8760;

/** UTC days since the epoch. */
export const utcDay = (at: number): number => Math.floor(at / MS_PER_DAY);

/** Midnight the UTC day of an instant began with. */
export const utcDayStart = (at: number): AtMs => atMs(utcDay(at) * MS_PER_DAY);

/** Midnight after an instant, UTC. */
export const nextUtcDay = (at: number): AtMs => atMs(utcDayStart(at) + MS_PER_DAY);
