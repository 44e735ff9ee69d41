import { signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MarketCell } from '../messages.ts';
import { byMinutes, joined, withPrice } from './candles.ts';
import type { Candle } from './candles.ts';
import { clockText, dayText, priceDigits, priceText } from './format.ts';
import { LIGHT, useMedia } from './media.ts';
import type { PriceChart } from './price-chart.ts';
import { read } from './store.ts';

const ASK_EVERY_MS = 4000;
const WIDTHS = [1, 5, 15, 60] as const;
const width = signal<(typeof WIDTHS)[number]>(1);

/** The mid of a market over time, with its mark and index beside it. */
export const MarketChart: FunctionComponent<{ readonly cell: MarketCell; readonly nowMs: number }> = ({
  cell,
  nowMs,
}) => {
  const candles = useCandles(cell.market, nowMs);
  const shown = cell.mid === undefined ? candles : withPrice(candles, nowMs, cell.mid);
  const [first] = shown;
  return h('section', { class: 'panel chart-panel' }, [
    h('div', { class: 'bar' }, [
      h('h3', {}, 'Price'),
      h(
        'div',
        { class: 'choice', role: 'group', 'aria-label': 'Minutes a candle' },
        WIDTHS.map((minutes) =>
          h(
            'button',
            {
              key: minutes,
              type: 'button',
              'aria-pressed': width.value === minutes,
              onClick: () => {
                width.value = minutes;
              },
            },
            minutes < 60 ? `${minutes} min` : '1 h',
          ),
        ),
      ),
      h(
        'span',
        { class: 'count' },
        first === undefined
          ? ''
          : `the mid, as seen since ${dayText(first.startMs)} ${clockText(first.startMs).slice(0, 5)} UTC`,
      ),
    ]),
    shown.length === 0
      ? h('p', { class: 'hint' }, 'No price of it has been seen yet.')
      : h(Drawing, { key: `${cell.market} ${width.value}`, cell, candles: byMinutes(shown, width.value) }),
  ]);
};

const Drawing: FunctionComponent<{ readonly cell: MarketCell; readonly candles: readonly Candle[] }> = ({
  cell,
  candles,
}) => {
  const frame = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<PriceChart | undefined>(undefined);
  const scheme = useMedia(LIGHT);
  useEffect(() => {
    let drawn: PriceChart | undefined;
    let isGone = false;
    // the library comes when a chart is looked at, not before
    void import('./price-chart.ts').then(({ drawPrices }) => {
      if (isGone || frame.current === null) return;
      drawn = drawPrices(frame.current);
      setChart(drawn);
    });
    return () => {
      isGone = true;
      setChart(undefined);
      drawn?.close();
    };
  }, [scheme]);
  useEffect(() => {
    chart?.set(candles, priceDigits(cell.mid ?? candles.at(-1)?.close));
    chart?.lines({ mark: cell.mark, index: cell.index });
  });
  const last = candles.at(-1);
  const words = last === undefined ? '' : `, last ${priceText(last.close)}`;
  return h('div', {
    ref: frame,
    class: 'price-chart',
    role: 'img',
    'aria-label': `Candles of the mid of ${cell.market}${words}`,
  });
};

/** What the engine's side has seen, asked for now and then: a page only sees what happens while it is open. */
const useCandles = (market: string, nowMs: number): readonly Candle[] => {
  const times = useWaysBack(nowMs);
  const [held, setHeld] = useState<{ readonly market: string; readonly candles: readonly Candle[] }>({
    market,
    candles: [],
  });
  const last = useRef<readonly Candle[]>([]);
  useEffect(() => {
    let isGone = false;
    last.current = [];
    const ask = async (): Promise<void> => {
      const from = last.current.at(-1)?.startMs ?? 0;
      const answer = await read(`/api/candles/${encodeURIComponent(market)}?from=${from}`);
      if (answer?.ok !== true || isGone) return;
      last.current = joined(last.current, ((await answer.json()) as readonly Candle[] | null) ?? []);
      setHeld({ market, candles: last.current });
    };
    void ask();
    const timer = window.setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      isGone = true;
      window.clearInterval(timer);
    };
  }, [market, times]);
  return held.market === market ? held.candles : [];
};

/** How often the time went back: candles that were seen then are of a time to come. */
const useWaysBack = (nowMs: number): number => {
  const seen = useRef({ nowMs, times: 0 });
  const { current } = seen;
  seen.current = { nowMs, times: nowMs < current.nowMs ? current.times + 1 : current.times };
  return seen.current.times;
};
