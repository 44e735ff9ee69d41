/** Figures as people read them. What is not known is a dash, never a zero. */
const UNKNOWN = '–';

const fixed = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // what rounds to zero has no sign
    signDisplay: 'negative',
  });
const formats = Array.from({ length: 11 }, (_, digits) => fixed(digits));

export const decimals = (value: number | undefined, digits: number): string =>
  value === undefined || !Number.isFinite(value)
    ? UNKNOWN
    : (formats[digits] ?? fixed(digits)).format(value).replace('-', '−');

export const signed = (value: number | undefined, digits: number): string => {
  const text = decimals(value, digits);
  return value !== undefined && value > 0 && text !== decimals(0, digits) ? `+${text}` : text;
};

export const bpsText = (value: number | undefined): string => signed(value, Math.abs(value ?? 0) >= 100 ? 1 : 2);
export const percent = (fraction: number | undefined, digits = 1): string =>
  fraction === undefined ? UNKNOWN : `${signed(fraction * 100, digits)} %`;
export const usdText = (value: number | undefined): string => decimals(value, 2);

/** A price with as many decimals as its size asks for. */
export const priceText = (value: number | undefined): string => {
  return value === undefined ? UNKNOWN : decimals(value, priceDigits(value));
};

export const hoursText = (hours: number | 'never' | undefined): string => {
  if (hours === 'never') return 'never';
  return hours === undefined ? UNKNOWN : `${decimals(hours, hours < 10 ? 1 : 0)} h`;
};

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** UTC. */
export const dayText = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
export const clockText = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19);
export const instantText = (atMs: number): string => new Date(atMs).toISOString().slice(11, 23);

/** How long, in the two largest units. */
export const spanText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${pad(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** `venue:SYMBOL` in words: the venue, then the symbol. */
export const venueName = (market: string): string => market.slice(0, market.indexOf(':'));
export const symbolName = (market: string): string => market.slice(market.indexOf(':') + 1);

/** Decimals a price of this size is shown with. */
export const priceDigits = (value: number | undefined): number =>
  value === undefined ? 2 : Math.max(0, Math.min(10, 5 - Math.floor(Math.log10(Math.abs(value) || 1))));

/** A quantity in four significant digits, thousands shortened. */
export const sizeText = (value: number | undefined): string => {
  if (value === undefined || Math.abs(value) >= 10_000) return usdShort(value);
  return decimals(value, Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.abs(value) || 1)))));
};

/** Thousands and millions shortened. */
export const usdShort = (value: number | undefined): string => {
  if (value === undefined) return UNKNOWN;
  const size = Math.abs(value);
  if (size >= 1e9) return `${decimals(value / 1e9, 2)} B`;
  if (size >= 1e6) return `${decimals(value / 1e6, 2)} M`;
  return size >= 10_000 ? `${decimals(value / 1e3, 1)} k` : decimals(value, 0);
};
