import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CellDetail } from './cell-detail.ts';
import { searchField, sortField } from './controls.ts';
import { followRows, shape } from './fleet-cells.ts';
import { moveInGrid } from './fleet-keys.ts';
import { followLines, lines, sortAgain } from './fleet-lines.ts';
import type { FleetLine } from './fleet-order.ts';
import { FleetRow } from './fleet-row.ts';
import { followPalette } from './fleet-palette.ts';
import { SCALES } from './fleet-scale.ts';
import { ORDERS, find, followSettings, measure, order } from './fleet-settings.ts';
import { ROW_PX, followWindow, span } from './fleet-window.ts';
import { decimals, percent } from './format.ts';
import { go } from './place.ts';

/** Rows change places this often at most, and never under the pointer. */
const SORT_EVERY_MS = 2000;

const pointed = signal<string | undefined>(undefined);

/** Every market by coin and venue, coloured by what its funding pays. */
export const Fleet: FunctionComponent = () => {
  useEffect(() => {
    const ends = [followRows(), followSettings(), followLines()];
    return () => ends.forEach((end) => end());
  }, []);
  return h('div', { class: 'split' }, [
    h('section', { class: 'panel grow' }, [
      h('div', { class: 'bar' }, [
        h('h2', {}, 'Fleet'),
        choice('Colour by', measure, { bps: 'bps per 8 h', apr: 'APR', z: 'z-score' }),
        sortField(order, ORDERS),
        searchField('Find a coin', find),
        h(Count, {}),
        h(Legend, {}),
      ]),
      h(Grid, {}),
      h(Borders, {}),
    ]),
    h('aside', { class: `panel side fleet-side ${pointed.value === undefined ? 'idle' : ''}` }, [
      h(
        'button',
        {
          type: 'button',
          class: 'close',
          'aria-label': 'Close the figures',
          onClick: () => {
            pointed.value = undefined;
          },
        },
        '×',
      ),
      h(CellDetail, { market: pointed.value }),
    ]),
  ]);
};

const Count: FunctionComponent = () => {
  const shown = lines.value.reduce((sum, { markets }) => sum + markets.size, 0);
  return h('span', { class: 'count' }, `${lines.value.length} coins, ${shown} markets`);
};

const Grid: FunctionComponent = () => {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = frame;
    if (current === null) return undefined;
    const ends = [followPalette(current), followWindow(current)];
    return () => ends.forEach((end) => end());
  }, []);
  useEffect(() => {
    const timer = window.setInterval(() => {
      const { current } = frame;
      const isInUse = current === null || current.matches(':hover') || current.contains(document.activeElement);
      if (!isInUse) sortAgain();
    }, SORT_EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  const { columns } = shape.value;
  return h(
    'div',
    {
      ref: frame,
      role: 'grid',
      'aria-label': 'Markets by coin and venue; arrow keys move, Enter opens, P pins',
      class: 'fleet',
      style: { '--venues': String(columns.length) },
      'aria-rowcount': lines.value.length + 1,
      tabIndex: 0,
      onPointerOver: point,
      onFocusIn: point,
      onClick: open,
      onKeyDown: moveInGrid,
    },
    [
      h('div', { role: 'row', class: 'fleet-row fleet-head' }, [
        ...[
          ['coin', 'Coin'],
          ['route', 'Long → short'],
          ['num net', 'Net bps'],
          ['num even', 'Break-even'],
        ].map(([look, name]) => h('div', { key: look, role: 'columnheader', class: look }, name)),
        ...columns.map((name) => h('div', { key: name, role: 'columnheader', class: 'num' }, name)),
      ]),
      h(Lines, {}),
    ],
  );
};

/** Those in sight, each at its place. */
const Lines: FunctionComponent = () => {
  const { columns, lines: known } = shape.value;
  const { from, to } = span.value;
  const all = lines.value;
  if (all.length === 0)
    return h(
      'p',
      { class: 'hint' },
      known.length === 0 ? 'No stream has told of a market yet.' : 'No coin of that name.',
    );
  const rowAt = (line: FleetLine, rank: number): ComponentChild =>
    h(
      'div',
      {
        key: line.coin,
        role: 'row',
        class: 'fleet-row',
        'data-coin': line.coin,
        'aria-rowindex': rank + 2,
        style: { top: `${rank * ROW_PX}px` },
      },
      h(FleetRow, { line, columns }),
    );
  return h(
    'div',
    { role: 'rowgroup', class: 'fleet-lines', style: { height: `${all.length * ROW_PX}px` } },
    all.slice(from, to).map((line, at) => rowAt(line, from + at)),
  );
};

const point = ({ target }: Event): void => {
  const market = marketAt(target);
  if (market !== undefined) pointed.value = market;
};
const open = ({ target }: Event): void => {
  const market = marketAt(target);
  // where nothing hovers the first touch shows the figures
  if (market !== undefined && !window.matchMedia('(hover: none)').matches) go('market', market);
};

const marketAt = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-market]')?.dataset['market'] : undefined;

const words = (tick: number): string => {
  if (measure.value === 'apr') return percent(tick, 0);
  return `${tick > 0 ? '+' : ''}${decimals(tick, Number.isInteger(tick) ? 0 : 1)}`;
};

/** Which colour is how much, at the places where the scale has its marks. */
const Legend: FunctionComponent = () => {
  const { ticks, full, ease, unit } = SCALES[measure.value];
  const place = (tick: number): string => `${50 + 50 * Math.sign(tick) * ease(Math.abs(tick) / full)}%`;
  return h(
    'div',
    {
      class: 'scale',
      role: 'img',
      'aria-label': `Blue: shorts pay. Orange: longs pay. Full colour at ${words(full)} ${unit}`,
    },
    [
      h('span', { class: 'scale-end' }, 'shorts pay'),
      h('span', { class: 'scale-ramp' }, [
        h('span', { class: `ramp ramp-${measure.value}` }),
        ...ticks.map((tick) => h('small', { key: tick, style: { left: place(tick) } }, words(tick))),
      ]),
      h('span', { class: 'scale-end' }, 'longs pay'),
    ],
  );
};

const STATES = ['live', 'awaiting', 'stale', 'down', 'halted'] as const;

const Borders: FunctionComponent = () =>
  h('p', { class: 'legend borders' }, [
    'Border by state: ',
    ...STATES.map((state) => h('span', { key: state }, [h('i', { class: `cell sample state-${state}` }), state])),
    h('span', {}, [h('i', { class: 'held' }), 'a position is held']),
  ]);

const choice = <Value extends string>(
  label: string,
  held: Signal<Value>,
  names: Readonly<Record<Value, string>>,
): ComponentChild =>
  h('div', { class: 'choice', role: 'group', 'aria-label': label }, [
    (Object.keys(names) as Value[]).map((value) =>
      h(
        'button',
        {
          key: value,
          type: 'button',
          'aria-pressed': held.value === value,
          onClick: () => {
            held.value = value;
          },
        },
        names[value],
      ),
    ),
  ]);
