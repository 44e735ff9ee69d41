import type { Json } from '../domain/codec.ts';

/** What a fact says, as a reader of any build's journal meets it: a member may be missing or of another kind. */
export type Body = { readonly [key: string]: Json };

export const textIn = (body: Body, key: string): string | undefined => {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
};

export const numberIn = (body: Body, key: string): number | undefined => {
  const value = body[key];
  return typeof value === 'number' ? value : undefined;
};

/** Whether all of these members are there and texts. */
export const hasTexts = <Key extends string>(
  body: Body,
  keys: readonly Key[],
): body is Body & { readonly [K in Key]: string } => keys.every((key) => typeof body[key] === 'string');
