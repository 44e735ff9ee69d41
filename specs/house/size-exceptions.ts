/**
 * Files over 250 lines and functions over 50 that are let through, each with its reason. It should shrink; the house
 * spec fails for an entry that is not needed any more.
 */
export const sizeExceptions: ReadonlySet<string> = new Set<string>([]);
