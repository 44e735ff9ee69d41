import type { Fact } from '../domain/fact.ts';

/** A member of a fact's body that should be text; empty where it is none. */
export const textIn = (body: Fact['body'], member: string): string => {
  const value = body[member];
  return typeof value === 'string' ? value : '';
};
