import { coinId, kindOf, venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { venueConfig } from '../engine/config/config.ts';
import { isAskedFor } from '../engine/config/config-settings.ts';
import type { Coverage, Gap } from '../history/coverage.ts';
import { coverageOf, gapsWithin } from '../history/funding-coverage.ts';
import { HistoryGapError } from '../history/history-error.ts';
import type { HistoryReader, Span } from '../history/history.ts';
import { coinOfMarket } from '../worlds/history-instrument.ts';

/** A market of the past and what the span has of it. */
export interface SpanMarket {
  readonly market: MarketKey;
  readonly coin: string;
  /** Why it takes no part. */
  readonly excluded: string | undefined;
  readonly rows: { readonly funding: number; readonly mark: number; readonly book: number };
  readonly gaps: readonly Gap[];
  readonly intervalChanges: Coverage['intervalChanges'];
  readonly isPriced: boolean;
}

/** Prices from shortly before the span count: they say where it begins. */
const PRICES_BEFORE_MS = MS_PER_DAY;

/** Every market of a history, and which of them take part: asked for, told of in the span, priced, and not alone. */
export const spanMarkets = (history: HistoryReader, config: Config, span: Span): readonly SpanMarket[] => {
  const looked = history.markets().map((market) => lookAt(history, { market, config }, span));
  const priced = new Set(looked.flatMap(({ coin, isPriced }) => (isPriced ? [coin] : [])));
  const withPrices = looked.map((one) =>
    one.excluded === undefined && !priced.has(one.coin)
      ? { ...one, excluded: 'nothing in the history tells a price of its coin in the span' }
      : one,
  );
  const partners = new Map<string, number>();
  for (const { coin, excluded } of withPrices)
    if (excluded === undefined) partners.set(coin, (partners.get(coin) ?? 0) + 1);
  return withPrices.map((one) =>
    one.excluded === undefined && (partners.get(one.coin) ?? 0) < 2
      ? { ...one, excluded: 'no second market of its coin takes part' }
      : one,
  );
};

/** Throws HistoryGapError where settlements of a market that takes part are missing. */
export const refuseGapsOf = (markets: readonly SpanMarket[]): void => {
  const holed = markets.filter(({ excluded, gaps }) => excluded === undefined && gaps.length > 0);
  const [first] = holed;
  const gap = first?.gaps[0];
  if (first === undefined || gap === undefined) return;
  const missing = holed.flatMap(({ gaps }) => gaps).reduce((sum, one) => sum + one.missing, 0);
  const names = holed.slice(0, NAMED_MAX).map(({ market }) => market);
  throw new HistoryGapError(
    `${missing} settlements are missing in the span, in ${holed.length} markets: ${names.join(', ')}` +
      `${holed.length > NAMED_MAX ? ' …' : ''}; the first after ${instantText(gap.afterMs)}, before ` +
      `${instantText(gap.beforeMs)}. Import or backfill them, choose another span, or say --allow-gaps: then what was ` +
      'held over them is paid nothing for them, and the result says so',
    { market: first.market, gaps: first.gaps },
  );
};

const NAMED_MAX = 5;

const instantText = (atMs: number): string => new Date(atMs).toISOString();

const lookAt = (
  history: HistoryReader,
  { market, config }: { readonly market: MarketKey; readonly config: Config },
  span: Span,
): SpanMarket => {
  const settled = [...history.fundingRows(market, span.fromMs, span.toMs)];
  const rows = { funding: settled.length, mark: 0, book: 0 };
  let marked = settled.filter(({ mark }) => mark !== undefined).length;
  const before = { fromMs: span.fromMs - PRICES_BEFORE_MS, toMs: span.toMs };
  for (const { atMs } of history.marks(market, before.fromMs, before.toMs)) {
    if (atMs >= span.fromMs) rows.mark += 1;
    marked += 1;
  }
  for (const { atMs } of history.books(market, before.fromMs, before.toMs)) {
    if (atMs >= span.fromMs) rows.book += 1;
    marked += 1;
  }
  const { intervalChanges } = coverageOf(market, new Map(), settled);
  const isSettled = kindOf(market) !== 'spot';
  return {
    market,
    coin: coinOfMarket(market),
    excluded: exclusionOf(config, market, { isSettled, rows }),
    rows,
    gaps: isSettled && rows.funding > 0 ? gapsWithin({ fundingRows: () => settled }, market, span) : [],
    intervalChanges,
    isPriced: marked > 0,
  };
};

const exclusionOf = (
  config: Config,
  market: MarketKey,
  { isSettled, rows }: { readonly isSettled: boolean; readonly rows: SpanMarket['rows'] },
): string | undefined => {
  const { coins, excludeCoins, spotLegs } = config.universe;
  const coin = coinId(coinOfMarket(market));
  if (!venueConfig(config, venueOf(market)).enabled) return 'its venue is not enabled';
  if (!isAskedFor(config, market)) return 'its symbol or kind is not configured';
  if ((coins !== 'all' && !coins.includes(coin)) || excludeCoins.includes(coin)) return 'its coin is not configured';
  if (!isSettled && !spotLegs) return 'spot legs are switched off';
  if (isSettled && rows.funding === 0) return 'no settlement in the span';
  if (!isSettled && rows.mark + rows.book === 0) return 'no price in the span';
  return undefined;
};
