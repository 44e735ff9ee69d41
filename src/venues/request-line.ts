/** A REST request line, `METHOD /path?query`, taken apart. */
export interface RequestLine {
  readonly path: string;
  /** A query parameter, `undefined` where absent. */
  readonly query: (name: string) => string | undefined;
}

/** Reads a request line; an address with scheme and host loses them. */
export const requestLine = (rest: string): RequestLine => {
  const target = rest.slice(rest.indexOf(' ') + 1);
  const host = target.indexOf('://');
  const local = host < 0 ? target : target.slice(Math.max(0, target.indexOf('/', host + 3)));
  const mark = local.indexOf('?');
  const parameters = new URLSearchParams(mark < 0 ? '' : local.slice(mark + 1));
  return {
    path: mark < 0 ? local : local.slice(0, mark),
    query: (name) => parameters.get(name) ?? undefined,
  };
};
