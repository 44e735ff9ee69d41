import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type UPlot from 'uplot';
import type { DrawdownStatus } from '../../engine/view/status.ts';
import { decimals } from './format.ts';
import { usePlot } from './plot.ts';
import type { Colours } from './plot.ts';
import { rows } from './store.ts';

const HEIGHT = 210;

/**
 * What was lost from each of the guard's three references, and what it does where. Drawn by its root: small losses and far
 * limits are seen on one scale.
 */
export const DrawdownCurve: FunctionComponent = () => {
  const points = [...rows.equity.value.values()];
  const seen = rows.head.value.get('engine')?.drawdown;
  const limits = seen === undefined ? [] : limitsOf(seen);
  const deepest = Math.max(
    ...limits.map(({ at }) => at),
    ...points.map((one) => Math.max(one.realized, one.daily)),
    0.01,
  );
  const frame = usePlot({
    height: HEIGHT,
    key: limits.map(({ at }) => at).join(' '),
    data:
      points.length < 2
        ? undefined
        : [
            points.map(({ atMs }) => atMs / 1000),
            points.map(({ daily }) => Math.sqrt(daily)),
            points.map(({ realized }) => Math.sqrt(realized)),
            points.map(({ unrealized }) => Math.sqrt(unrealized)),
          ],
    series: seriesOf,
    scaleY: { auto: false, range: () => [0, Math.sqrt(deepest) * 1.06], dir: -1 },
    axisY: () => ({
      size: 74,
      splits: () => [0, 0.005, ...limits.map(({ at }) => at)].sort((a, b) => a - b).map(Math.sqrt),
      values: (_, ticks) => ticks.map((root) => lost(root ** 2)),
    }),
    draw: (plot, colour) => {
      for (const limit of limits) drawLimit(plot, limit, colour);
    },
  });
  if (points.length < 2 || seen === undefined) return null;
  return h('div', {}, [
    h('p', { class: 'equity-words' }, [
      h('small', {}, [
        `Lost today ${lost(seen.daily)}, realized ${lost(seen.realized)} from the high, open ${lost(seen.unrealized)}. `,
        `New sizes are at ${decimals(seen.sizeMultiplier * 100, 0)} %.`,
      ]),
    ]),
    h('div', { class: 'plot', ref: frame, role: 'img', 'aria-label': `Drawdown, now ${lost(seen.realized)}` }),
  ]);
};

interface Limit {
  readonly at: number;
  readonly colour: string;
  readonly what: string;
}

const limitsOf = ({ settings }: DrawdownStatus): readonly Limit[] => [
  { at: settings.dailyHaltFraction, colour: '--accent', what: 'day: no new entries' },
  { at: settings.dailyPauseFraction, colour: '--accent', what: 'day: paused' },
  { at: settings.unrealizedWarnFraction, colour: '--long', what: 'open: sizes cut' },
  { at: settings.realizedPauseFraction, colour: '--short', what: 'realized: paused' },
];

const seriesOf = (colour: Colours): readonly UPlot.Series[] => {
  const line = (label: string, name: string): UPlot.Series => ({
    label,
    stroke: colour(name),
    width: 1.7,
    points: { show: false },
    value: (_, root) => (root === null ? '–' : lost(root ** 2)),
  });
  return [line('Day', '--accent'), line('Realized', '--short'), line('Open', '--long')];
};

const drawLimit = (plot: UPlot, { at, colour: name, what }: Limit, colour: Colours): void => {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(Math.sqrt(at), 'y', true));
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour(name);
  ctx.fillStyle = colour(name);
  ctx.lineWidth = scale;
  ctx.setLineDash([5 * scale, 4 * scale]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(what, bbox.left + bbox.width - 6 * scale, y - 3 * scale);
  ctx.restore();
};

const lost = (fraction: number): string => `${decimals(fraction * 100, fraction < 0.01 ? 3 : 1)} %`;
