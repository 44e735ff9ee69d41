import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { clockText, dayText, usdText } from './format.ts';
import { rows } from './store.ts';

const HEIGHT = 220;

/** Total and realized equity as the guard observed them. */
export const Equity: FunctionComponent = () => {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const points = [...rows.equity.value.values()];
  const hasCurve = points.length > 1;
  useEffect(() => {
    const place = frame.current;
    if (!hasCurve || place === null) return undefined;
    const made = new UPlot(optionsFor(place), [[], [], []], place);
    plot.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: HEIGHT }));
    fit.observe(place);
    return () => {
      fit.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [hasCurve]);
  useEffect(() => {
    plot.current?.setData([
      points.map(([atMs]) => atMs / 1000),
      points.map(([, total]) => total),
      points.map(([, , realized]) => realized),
    ]);
  });
  return hasCurve
    ? h('div', { class: 'equity', ref: frame })
    : h('p', { class: 'hint' }, 'The guard looks once a minute of engine time; the curve begins with its second look.');
};

const optionsFor = (place: HTMLElement): UPlot.Options => {
  const colour = (name: string): string => getComputedStyle(place).getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line') },
  };
  return {
    width: Math.max(280, place.clientWidth),
    height: HEIGHT,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { y: false },
    scales: { x: { time: true } },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((seconds) => clockText(seconds * 1000).slice(0, 5)) },
      { ...axis, size: 84, values: (_, ticks) => ticks.map((usd) => usdText(usd)) },
    ],
    series: [
      {
        label: 'UTC',
        value: (_, seconds) => (seconds === null ? '–' : `${dayText(seconds * 1000)} ${clockText(seconds * 1000)}`),
      },
      {
        label: 'Total',
        stroke: colour('--accent'),
        width: 2,
        points: { show: false },
        value: (_, usd) => usdText(usd ?? undefined),
      },
      {
        label: 'Realized',
        stroke: colour('--short'),
        width: 1.5,
        dash: [5, 4],
        points: { show: false },
        value: (_, usd) => usdText(usd ?? undefined),
      },
    ],
  };
};
