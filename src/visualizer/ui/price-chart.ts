import { CandlestickSeries, LineStyle, createChart } from 'lightweight-charts';
import type { CandlestickData, IChartApi, ISeriesApi, IPriceLine, UTCTimestamp } from 'lightweight-charts';
import type { Candle } from './candles.ts';

export interface PriceChart {
  readonly set: (candles: readonly Candle[], digits: number) => void;
  /** Lines at prices that move beside the candles; `undefined` takes one away. */
  readonly lines: (prices: { readonly mark: number | undefined; readonly index: number | undefined }) => void;
  /** What is told to it afterwards is not heard. */
  readonly close: () => void;
}

/** The chart traders know, drawn into an element and sized with it. Colours are read where it stands. */
export const drawPrices = (place: HTMLElement): PriceChart => {
  const colour = (name: string): string => getComputedStyle(place).getPropertyValue(name).trim();
  const chart = createChart(place, optionsOf(colour));
  const [rise, fall] = [colour('--long'), colour('--short')];
  const series = chart.addSeries(CandlestickSeries, {
    upColor: rise,
    borderUpColor: rise,
    wickUpColor: rise,
    downColor: fall,
    borderDownColor: fall,
    wickDownColor: fall,
  });
  const lines = new Map<string, IPriceLine>();
  let isClosed = false;
  return {
    set: (candles, digits) => {
      if (!isClosed) setCandles({ chart, series }, candles, digits);
    },
    lines: (prices) => {
      if (isClosed) return;
      for (const [title, price] of Object.entries(prices)) {
        const drawn = lines.get(title);
        if (price !== undefined && drawn !== undefined) drawn.applyOptions({ price });
        else if (price !== undefined)
          lines.set(title, series.createPriceLine({ price, title, ...lineLook(title, colour) }));
        else if (drawn !== undefined) {
          series.removePriceLine(drawn);
          lines.delete(title);
        }
      }
    },
    close: () => {
      isClosed = true;
      chart.remove();
    },
  };
};

const optionsOf = (colour: (name: string) => string) => ({
  autoSize: true,
  layout: {
    background: { color: 'transparent' },
    textColor: colour('--muted'),
    fontFamily: 'system-ui, sans-serif',
    attributionLogo: true,
  },
  grid: { vertLines: { color: colour('--line') }, horzLines: { color: colour('--line') } },
  rightPriceScale: { borderColor: colour('--line') },
  timeScale: {
    borderColor: colour('--line'),
    timeVisible: true,
    secondsVisible: false,
    rightOffset: 4,
    minBarSpacing: 2,
    maxBarSpacing: 14,
  },
  localization: { locale: 'en-US' },
});

const lineLook = (title: string, colour: (name: string) => string) => ({
  color: colour(title === 'mark' ? '--accent' : '--muted'),
  lineWidth: 1 as const,
  lineStyle: LineStyle.Dotted,
  axisLabelVisible: true,
});

const setCandles = (
  { chart, series }: { readonly chart: IChartApi; readonly series: ISeriesApi<'Candlestick'> },
  candles: readonly Candle[],
  digits: number,
): void => {
  series.applyOptions({ priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits } });
  const data = candles.map(barOf);
  const held = series.data();
  const last = data.at(-1);
  const isGrown =
    last !== undefined &&
    held.length > 0 &&
    data.length - held.length <= 1 &&
    held[0]?.time === data[0]?.time &&
    (held.at(-1)?.time === last.time || held.at(-1)?.time === data.at(-2)?.time);
  // what was scrolled to stays in sight while the last candle grows
  if (isGrown) series.update(last);
  else {
    series.setData(data);
    if (held.length === 0) chart.timeScale().fitContent();
  }
};

const barOf = ({ startMs, open, high, low, close }: Candle): CandlestickData<UTCTimestamp> => ({
  time: (startMs / 1000) as UTCTimestamp,
  open,
  high,
  low,
  close,
});
