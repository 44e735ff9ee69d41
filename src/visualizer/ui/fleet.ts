import { computed, signal } from '@preact/signals';
import { Component, h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { MarketCell, RouteRow } from '../messages.ts';
import { CellDetail } from './cell-detail.ts';
import { bpsText, decimals, hoursText, percent, priceText, symbolName, venueName } from './format.ts';
import { rows } from './store.ts';

type Measure = 'bps' | 'apr' | 'z';
type Order = 'net' | 'coin' | 'spread';

const measure = signal<Measure>('bps');
const order = signal<Order>('net');
const sought = signal('');
const chosen = signal<string | undefined>(undefined);

/** Columns: perpetuals by venue first, then spot. */
const columns = computed(() => {
  const names = new Set<string>();
  for (const cell of rows.markets.value.values()) names.add(columnOf(cell));
  return [...names].sort((a, b) => Number(a.endsWith(' spot')) - Number(b.endsWith(' spot')) || (a < b ? -1 : 1));
});

const coins = computed(() => {
  const byCoin = new Map<string, Map<string, MarketCell>>();
  for (const cell of rows.markets.value.values()) {
    const cells = byCoin.get(cell.coin) ?? new Map<string, MarketCell>();
    cells.set(columnOf(cell), cell);
    byCoin.set(cell.coin, cells);
  }
  const wanted = sought.value.trim().toUpperCase();
  return [...byCoin]
    .filter(([coin]) => coin.toUpperCase().includes(wanted))
    .map(([coin, cells]) => ({ coin, cells, route: rows.routes.value.get(coin) }))
    .sort((a, b) => keyOf(b.route) - keyOf(a.route) || (a.coin < b.coin ? -1 : 1));
});

const keyOf = (route: RouteRow | undefined): number => {
  if (order.value === 'coin') return 0;
  return (order.value === 'net' ? route?.netBps : route?.spreadPer8hBps) ?? -1e9;
};

const columnOf = ({ venue, kind }: MarketCell): string => (kind === 'linear' ? venue : `${venue} ${kind}`);

/** Every market by coin and venue, coloured by what its funding pays. */
export const Fleet: FunctionComponent = () =>
  h('div', { class: 'split' }, [
    h('section', { class: 'panel grow' }, [
      h('div', { class: 'bar' }, [
        h('h2', {}, 'Fleet'),
        choice('Colour by', measure, { bps: 'bps per 8 h', apr: 'APR', z: 'z-score' }),
        choice('Sort by', order, { net: 'net', spread: 'spread', coin: 'name' }),
        h('input', {
          type: 'search',
          placeholder: 'Find a coin',
          'aria-label': 'Find a coin',
          value: sought.value,
          onInput: ({ currentTarget }: Event) => {
            sought.value = (currentTarget as HTMLInputElement).value;
          },
        }),
        h(Legend, {}),
      ]),
      h('div', { class: 'scroll' }, h(Heat, {})),
    ]),
    h('aside', { class: 'panel side' }, h(CellDetail, { market: chosen.value })),
  ]);

const Heat: FunctionComponent = () => {
  const heads = ['Coin', 'Best route', 'Net bps', 'Break-even'];
  return h('table', { class: 'heat' }, [
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [...heads, ...columns.value].map((name) => h('th', { key: name, scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      {},
      coins.value.map(({ coin, cells, route }) =>
        h('tr', { key: coin }, [
          h('th', { scope: 'row' }, coin),
          h('td', { class: 'route' }, route === undefined ? '–' : routeText(route)),
          h('td', { class: `num ${route?.verdict === 'candidate' ? 'good' : ''}` }, bpsText(route?.netBps)),
          h('td', { class: 'num' }, hoursText(route?.breakEvenHours)),
          ...columns.value.map((name) => h(HeatCell, { key: name, cell: cells.get(name), measure: measure.value })),
        ]),
      ),
    ),
  ]);
};

const routeText = ({ long, short, verdict }: RouteRow): ComponentChild =>
  h('span', { class: `route-text ${verdict}` }, [
    h('span', { class: 'long' }, venueLabel(long)),
    h('span', { class: 'arrow', 'aria-label': 'long, short' }, ' → '),
    h('span', { class: 'short' }, venueLabel(short)),
  ]);

const venueLabel = (market: string): string =>
  symbolName(market).includes(':') ? venueName(market) : `${venueName(market)} spot`;

interface HeatCellProps {
  readonly cell: MarketCell | undefined;
  readonly measure: Measure;
}

/** Drawn again only when its own market changed. */
class HeatCell extends Component<HeatCellProps> {
  override shouldComponentUpdate(next: HeatCellProps): boolean {
    return next.cell !== this.props.cell || next.measure !== this.props.measure;
  }

  override render({ cell, measure: shown }: HeatCellProps): ComponentChild {
    if (cell === undefined) return h('td', { class: 'cell none' }, '');
    const { heat, text } = readingOf(cell, shown);
    const choose = (): void => {
      chosen.value = cell.market;
    };
    const label = `${cell.coin} at ${cell.venue}, ${cell.state}, ${text}`;
    return h(
      'td',
      { class: `cell state-${cell.state} ${heat < 0 ? 'cold' : 'hot'}`, style: { '--heat': String(Math.abs(heat)) } },
      h(
        'button',
        { type: 'button', onMouseEnter: choose, onFocus: choose, onClick: choose, 'aria-label': label },
        text,
      ),
    );
  }
}

/** `heat` from -1 to 1: full colour at 10 bps per 8 h, 110 % a year, or 3 standard deviations. */
const readingOf = (cell: MarketCell, shown: Measure): { readonly heat: number; readonly text: string } => {
  if (cell.kind === 'spot') return { heat: 0, text: priceText(cell.mid) };
  if (shown === 'z') return { heat: clamp((cell.zScore ?? 0) / 3), text: decimals(cell.zScore, 1) };
  const text = shown === 'bps' ? bpsText(cell.per8hBps) : percent(cell.apr);
  return { heat: clamp((cell.per8hBps ?? 0) / 10), text };
};

const clamp = (value: number): number => Math.max(-1, Math.min(1, value));

const Legend: FunctionComponent = () =>
  h('div', { class: 'legend' }, [
    h('span', { class: 'ramp', 'aria-hidden': 'true' }),
    h('span', {}, 'shorts pay · longs pay'),
  ]);

const choice = <Value extends string>(
  label: string,
  held: { value: Value },
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
