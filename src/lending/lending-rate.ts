import { Decimal } from '../domain/money.ts';
import { HOURS_PER_YEAR } from '../domain/units.ts';

/** Aave's unit of rates. */
const RAY = new Decimal('1e27');
/** The EVM's unit of a whole. */
const WAD = new Decimal('1e18');
const SECONDS_PER_YEAR = HOURS_PER_YEAR * 3600;
const DAYS_PER_YEAR = HOURS_PER_YEAR / 24;

/** Annual rate without compounding, a fraction, of an annual rate in RAY (1e27 is 100 %): digits, as they are told. */
export const aprOfRay = (ray: string): number => new Decimal(ray).div(RAY).toNumber();

/** Annual rate without compounding, a fraction, of a rate per second x 1e18: 1e18 / 31,536,000 is 100 %. */
export const aprOfPerSecond = (perSecond: bigint): number =>
  new Decimal(perSecond.toString()).times(SECONDS_PER_YEAR).div(WAD).toNumber();

/** Annual rate that, compounded daily, gives the yield: `365 * ((1 + apy)^(1/365) - 1)`; all fractions. */
export const aprOfApy = (apy: number): number => DAYS_PER_YEAR * Math.expm1(Math.log1p(apy) / DAYS_PER_YEAR);
