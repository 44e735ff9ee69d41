/** What one dollar coin was worth in another at one place. */
export interface PegReading {
  readonly coin: string;
  readonly inCoin: string;
  /** Units of `inCoin` for one `coin`. */
  readonly ratio: number;
}

/**
 * Dollars for each coin that somebody priced in another. Only ratios can be seen: a coin that is linked to USD is worth what
 * that says, else the dearest coin of its group is taken as a dollar, for a stable coin breaks downwards. The median of
 * what the places say of a pair counts, so that one bad price moves nothing.
 */
export const dollarValues = (readings: readonly PegReading[]): ReadonlyMap<string, number> => {
  const links = linksOf(readings);
  const values = new Map<string, number>();
  for (const coin of [...links.keys()].sort()) {
    if (values.has(coin)) continue;
    const group = walk(coin, links);
    const anchor = group.get('USD') ?? Math.max(...group.values());
    for (const [member, relative] of group) values.set(member, relative / anchor);
  }
  return values;
};

/** How far a dollar coin is from a dollar, fraction, either way. */
export const depegFraction = (value: number): number => Math.abs(value - 1);

type Links = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Medians of both directions of each pair. */
const linksOf = (readings: readonly PegReading[]): Links => {
  const samples = new Map<string, Map<string, number[]>>();
  const note = (coin: string, inCoin: string, ratio: number): void => {
    const own = samples.get(coin) ?? new Map<string, number[]>();
    samples.set(coin, own.set(inCoin, [...(own.get(inCoin) ?? []), ratio]));
  };
  for (const { coin, inCoin, ratio } of readings)
    if (coin !== inCoin && ratio > 0 && Number.isFinite(ratio)) {
      note(coin, inCoin, ratio);
      note(inCoin, coin, 1 / ratio);
    }
  return new Map(
    [...samples].map(([coin, own]) => [coin, new Map([...own].map(([inCoin, ratios]) => [inCoin, median(ratios)]))]),
  );
};

/** Worth of every coin that is linked to `start`, in units of it. */
const walk = (start: string, links: Links): ReadonlyMap<string, number> => {
  const worth = new Map([[start, 1]]);
  const open = [start];
  for (let coin = open.shift(); coin !== undefined; coin = open.shift())
    for (const [other, ratio] of [...(links.get(coin) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (!worth.has(other)) {
        worth.set(other, (worth.get(coin) ?? 1) / ratio);
        open.push(other);
      }
  return worth;
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};
