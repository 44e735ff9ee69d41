import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import UPlot from 'uplot';
import { clockText, dayText } from './format.ts';
import { LIGHT, useMedia } from './media.ts';

/** Colours of the page, read where the plot stands. */
export type Colours = (name: string) => string;

export interface PlotParts {
  readonly height: number;
  /** Read when the plot is made: once, and when `key` or the look of the page changes. */
  readonly series: (colour: Colours) => readonly UPlot.Series[];
  readonly scaleY?: UPlot.Scale;
  readonly axisY: (colour: Colours) => UPlot.Axis;
  readonly draw?: (plot: UPlot, colour: Colours) => void;
  readonly key: string;
  readonly data: UPlot.AlignedData | undefined;
}

/** A plot over time in the element it gives a reference to; nothing while there is no data. */
export const usePlot = (parts: PlotParts): RefObject<HTMLDivElement | null> => {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const hasData = parts.data !== undefined;
  const isLight = useMedia(LIGHT);
  useEffect(() => {
    const place = frame.current;
    if (!hasData || place === null) return undefined;
    const made = new UPlot(optionsFor(place, parts), parts.data ?? [[]], place);
    plot.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: parts.height }));
    fit.observe(place);
    return () => {
      fit.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [hasData, parts.key, isLight]);
  useEffect(() => {
    if (parts.data !== undefined) plot.current?.setData(parts.data);
  });
  return frame;
};

const optionsFor = (place: HTMLElement, parts: PlotParts): UPlot.Options => {
  const styles = getComputedStyle(place);
  const colour: Colours = (name) => styles.getPropertyValue(name).trim();
  const { height, series, axisY, scaleY, draw } = parts;
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line') },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: Math.max(240, place.clientWidth),
    height,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { y: false },
    scales: { x: { time: true }, ...(scaleY === undefined ? {} : { y: scaleY }) },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map(timeText) },
      { ...axis, ...axisY(colour) },
    ],
    hooks: draw === undefined ? {} : { draw: [(plot) => draw(plot, colour)] },
    series: [
      {
        label: 'UTC',
        value: (_, seconds) => (seconds === null ? '–' : `${dayText(seconds * 1000)} ${clockText(seconds * 1000)}`),
      },
      ...series(colour),
    ],
  };
};

/** The day where one begins. */
const timeText = (seconds: number): string =>
  seconds % 86_400 === 0 ? dayText(seconds * 1000).slice(5) : clockText(seconds * 1000).slice(0, 5);
