/** A machine's state as nested names, the shape XState takes. */
export type StateNames = string | { [region: string]: StateNames };

/** The state a text of the journal names: `hedged.carrying`, `entering.legs(long: done, short: working)`. */
export const stateNames = (text: string): StateNames => {
  if (text.startsWith('(')) return regions(text.slice(1, -1));
  const at = text.search(/[.(]/);
  if (at < 0) return text;
  const inner = text[at] === '.' ? text.slice(at + 1) : text.slice(at);
  return { [text.slice(0, at)]: stateNames(inner) };
};

/** `long: done, short: working`; a region may hold regions itself. */
const regions = (text: string): StateNames =>
  Object.fromEntries(
    parted(text).map((part) => {
      const at = part.indexOf(': ');
      return [part.slice(0, at), stateNames(part.slice(at + 2))];
    }),
  );

const parted = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    else if (depth === 0 && text.startsWith(', ', at)) {
      parts.push(text.slice(from, at));
      from = at + 2;
    }
  }
  return [...parts, text.slice(from)];
};
