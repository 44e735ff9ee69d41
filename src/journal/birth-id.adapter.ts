import { randomBytes } from 'node:crypto';

/** A name no other journal has: 32 hex digits. Virtual worlds derive theirs from the seed instead. */
export const newBirthId = (): string => randomBytes(16).toString('hex');
