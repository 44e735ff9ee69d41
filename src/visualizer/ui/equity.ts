import { signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type UPlot from 'uplot';
import type { EquityPoint } from '../messages.ts';
import { decimals, usdText } from './format.ts';
import { usePlot } from './plot.ts';
import type { Colours } from './plot.ts';
import { rows } from './store.ts';

const HEIGHT = 230;
const showsLimits = signal(false);

/** Total and realized equity as the guard observed them, and where it would act. */
export const Equity: FunctionComponent = () => {
  const points = [...rows.equity.value.values()];
  const isWide = showsLimits.value;
  const frame = usePlot({
    height: HEIGHT,
    key: String(isWide),
    data: points.length < 2 ? undefined : dataOf(points, isWide),
    series: (colour) => seriesOf(colour, isWide),
    axisY: () => ({ size: 74, values: (_, ticks) => ticks.map((usd) => decimals(usd, tickDigits(ticks))) }),
  });
  const last = points.at(-1);
  if (points.length < 2 || last === undefined)
    return h(
      'p',
      { class: 'hint' },
      'The guard looks once a minute of engine time; the curve begins with its second look.',
    );
  return h('div', {}, [
    h('p', { class: 'equity-words' }, [
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': isWide,
          onClick: () => {
            showsLimits.value = !isWide;
          },
        },
        'Show the limits',
      ),
      h('small', {}, [
        `Total equity: no new entries at ${usdText(last.dailyHaltUsd)}, paused at ${usdText(last.dailyPauseUsd)}. `,
        `Realized: paused at ${usdText(last.realizedPauseUsd)} USD.`,
      ]),
    ]),
    h('div', { class: 'plot', ref: frame, role: 'img', 'aria-label': `Equity, now ${usdText(last.totalUsd)} USD` }),
  ]);
};

const EQUITY = ['totalUsd', 'realizedUsd'] as const;
const LIMITS = ['dailyHaltUsd', 'dailyPauseUsd', 'realizedPauseUsd'] as const;

const dataOf = (points: readonly EquityPoint[], isWide: boolean): UPlot.AlignedData => [
  points.map(({ atMs }) => atMs / 1000),
  ...[...EQUITY, ...(isWide ? LIMITS : [])].map((name) => points.map((point) => point[name])),
];

/** Limits are far below: they stretch the scale only when they are asked for. */
const seriesOf = (colour: Colours, isWide: boolean): readonly UPlot.Series[] => {
  const line = (label: string, name: string, more: Partial<UPlot.Series> = {}): UPlot.Series => ({
    label,
    stroke: colour(name),
    width: 1.5,
    points: { show: false },
    value: (_, usd) => usdText(usd ?? undefined),
    ...more,
  });
  const equity = [line('Total', '--accent', { width: 2 }), line('Realized', '--short', { dash: [6, 4] })];
  if (!isWide) return equity;
  return [
    ...equity,
    line('No entries', '--warn', { dash: [2, 4] }),
    line('Paused by the day', '--bad', { dash: [2, 4] }),
    line('Paused by the drawdown', '--bad', { dash: [8, 3] }),
  ];
};

/** As many decimals as tell two ticks apart. */
const tickDigits = (ticks: readonly number[]): number => {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  return step >= 1 || step === 0 ? 0 : 2;
};
