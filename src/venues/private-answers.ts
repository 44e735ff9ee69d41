import { VenueFaultError } from '../domain/request-failure.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';

/** What a look-up of one thing says; `absent` where the venue says that there is no such thing. */
export const orAbsent = async <Found>(look: () => Promise<Found>): Promise<Found | 'absent'> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof VenueFaultError && error.context.fault.isAbsent === true) return 'absent';
    throw error;
  }
};

const MINUTE_MS = 60_000;

/** The settlement a payment belongs to: venues stamp it with the instant at which they came round to it, some ms late. */
export const settlementOf = (paidAtMs: AtMs): AtMs => atMs(Math.floor(paidAtMs / MINUTE_MS) * MINUTE_MS);
