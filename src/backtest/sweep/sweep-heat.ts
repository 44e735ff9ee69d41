import { day } from '../report/figure-text.ts';
import { objectiveText } from './objective.ts';
import { heatLegendSvg, heatMapSvg } from './heat-map.ts';
import type { HeatAxis, HeatCell, HeatMap } from './heat-map.ts';
import { settingsText } from './sweep-grid.ts';
import type { SweepResult, SweepRun, SweptAxis } from './sweep-result.ts';

/** More are left to the table. */
const MAPS_MAX = 24;

/** Heat maps of the last two swept keys: one for each value of the others, and for each split; with what colours mean. */
export const sweepHeatMaps = (result: SweepResult): readonly string[] => {
  const { objective, walkForward, axes, runs, best } = result;
  const show = (value: number): string => objectiveText(objective.name, value);
  const grids =
    walkForward === undefined
      ? [{ title: '', runs, chosen: best }]
      : walkForward.splits.map((split, nth) => ({
          title: `split ${nth + 1}, trained ${day(split.train.fromMs)} to ${day(split.train.toMs)}`,
          runs: split.runs,
          chosen: split.chosen,
        }));
  const known = grids.flatMap((grid) =>
    grid.runs.flatMap((run) => (run.objective === undefined ? [] : [run.objective])),
  );
  const fullAt = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const maps = grids.flatMap((grid) => mapsOf(grid, { axes, show, fullAt }));
  return [heatLegendSvg(fullAt, show), ...maps.slice(0, MAPS_MAX).map(heatMapSvg)];
};

interface Grid {
  readonly title: string;
  readonly runs: readonly SweepRun[];
  readonly chosen: number | undefined;
}

interface Drawn {
  readonly axes: readonly SweptAxis[];
  readonly show: (value: number) => string;
  readonly fullAt: number;
}

/** The last axis moves first: each map is a stretch of the runs. */
const mapsOf = ({ title, runs, chosen }: Grid, { axes, show, fullAt }: Drawn): readonly HeatMap[] => {
  const across: HeatAxis = heatAxis(axes.at(-1));
  const down: HeatAxis = heatAxis(axes.at(-2));
  const size = across.values.length * down.values.length;
  const others = axes.slice(0, -2).map(({ key }) => key);
  return Array.from({ length: runs.length / size }, (_, nth) => {
    const own = runs.slice(nth * size, (nth + 1) * size);
    const fixed = settingsText(Object.fromEntries(others.map((key) => [key, own[0]?.settings[key] ?? ''])));
    const cells = own.map((run, at) => cellOf(run, show, nth * size + at === chosen));
    return { title: [title, fixed].filter((text) => text !== '').join(', '), down, across, cells, fullAt };
  });
};

/** A single swept key is a map of one row. */
const heatAxis = (axis: SweptAxis | undefined): HeatAxis =>
  axis === undefined ? { name: '', values: [''] } : { name: axis.key, values: axis.values };

const cellOf = (
  { settings, outcome, objective }: SweepRun,
  show: (value: number) => string,
  isChosen: boolean,
): HeatCell => ({
  ...(objective === undefined ? {} : { value: objective }),
  label:
    objective === undefined
      ? outcome.kind === 'done'
        ? 'unknown'
        : outcome.kind
      : show(objective).replace(' USD', ''),
  details: `${settingsText(settings)}\n${detailsOf(outcome, objective === undefined ? '-' : show(objective))}`,
  isChosen,
});

const detailsOf = (outcome: SweepRun['outcome'], judged: string): string => {
  if (outcome.kind === 'stopped') return 'stopped before its end';
  if (outcome.kind === 'failed') return `failed: ${outcome.reason}`;
  const { figures, attribution } = outcome;
  return `${judged}; funding ${attribution.funding}, fees ${attribution.fees}, slippage ${attribution.slippage} USD; ${figures.closedCycles} cycles closed, ${figures.openCycles} open`;
};
