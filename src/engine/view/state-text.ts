import type { StateValue } from 'xstate';

/** A state value on one line: `live`, `hedged.carrying`, `entering.legs(long: done, short: working)`. */
export const stateText = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  const regions = Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [] : [{ name, inner: stateText(inner) }],
  );
  const [only] = regions;
  if (regions.length === 1 && only !== undefined)
    return only.inner.startsWith('(') ? `${only.name}${only.inner}` : `${only.name}.${only.inner}`;
  return `(${regions.map(({ name, inner }) => `${name}: ${inner}`).join(', ')})`;
};
