/** Order of two texts by code unit, the same on every machine and in every locale; 0 for equal ones. */
export const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
