import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Component, createRef, h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MarketCell, RouteRow } from '../messages.ts';
import { lookOf } from './cell-pen.ts';
import type { CellLook } from './cell-pen.ts';
import { cellOf, routeOf } from './fleet-cells.ts';
import type { FleetLine } from './fleet-order.ts';
import { readingOf } from './fleet-scale.ts';
import type { Measure } from './fleet-scale.ts';
import { measure, pins, togglePin } from './fleet-settings.ts';
import { bpsText, hoursText, symbolName, venueName } from './format.ts';
import { followSize } from './sized.ts';
import { palette } from './fleet-palette.ts';
import { RowCanvas } from './row-canvas.ts';
import { rows } from './store.ts';

interface RowProps {
  readonly line: FleetLine;
  readonly columns: readonly string[];
}

/** What is in a coin's row: laid out once, its figures are drawn. */
export class FleetRow extends Component<RowProps> {
  readonly #canvas = createRef<HTMLCanvasElement>();
  readonly #drawing = signal<RowCanvas | undefined>(undefined);
  #end: (() => void) | undefined;

  override componentDidMount(): void {
    this.#draw();
  }

  override componentDidUpdate(): void {
    this.#end?.();
    this.#draw();
  }

  override componentWillUnmount(): void {
    this.#end?.();
  }

  override shouldComponentUpdate(next: RowProps): boolean {
    return next.line !== this.props.line || next.columns !== this.props.columns;
  }

  override render({ line, columns }: RowProps): ComponentChild {
    const { coin, markets } = line;
    return [
      h('canvas', { key: 'figures', ref: this.#canvas, class: 'figures', 'aria-hidden': true, width: 0, height: 0 }),
      h(CoinHead, { key: 'coin', coin }),
      h(BestRoute, { key: 'route', coin }),
      ...columns.map((name, at) => {
        const market = markets.get(name);
        return market === undefined
          ? h('div', { key: name, role: 'gridcell', class: 'slot' })
          : h(HeatCell, { key: market, market, at, drawing: this.#drawing });
      }),
    ];
  }

  #draw(): void {
    const { current } = this.#canvas;
    if (current === null) return;
    const drawing = new RowCanvas(current, this.props.columns.length);
    const ends = [
      followSize(current, (width, height) => drawing.resize(width, height)),
      effect(() => drawing.colour(palette.value)),
    ];
    this.#drawing.value = drawing;
    this.#end = () => {
      for (const end of ends) end();
      drawing.end();
    };
  }
}

const CoinHead: FunctionComponent<{ readonly coin: string }> = ({ coin }) => {
  const isPinned = pins.value.has(coin);
  const held = rows.positions.value.get(coin)?.state;
  return h('div', { role: 'rowheader', class: 'coin' }, [
    h(
      'button',
      {
        type: 'button',
        class: 'pin',
        tabIndex: -1,
        'data-at': 0,
        'aria-pressed': isPinned,
        'aria-label': `Pin ${coin}`,
        title: isPinned ? 'Unpin' : 'Keep on top',
        onClick: () => togglePin(coin),
      },
      isPinned ? '★' : '☆',
    ),
    h('span', { class: 'coin-name' }, coin),
    held === undefined
      ? null
      : h('i', { class: 'held', title: `position: ${held}`, role: 'img', 'aria-label': `position ${held}` }),
  ]);
};

const BestRoute: FunctionComponent<{ readonly coin: string }> = ({ coin }) => {
  const route = routeOf(coin).value;
  const tone = route?.verdict === 'candidate' ? 'good' : '';
  const isCosted = route?.netBps !== undefined;
  return [
    h('div', { key: 'route', role: 'gridcell', class: 'route' }, route === undefined ? '–' : routeText(route)),
    h(
      'div',
      {
        key: 'net',
        role: 'gridcell',
        class: `num net ${tone}`,
        title: isCosted
          ? `${route.verdict}, over ${route.horizonHours} h after costs`
          : 'not costed: below the screen, or a figure is missing',
      },
      bpsText(route?.netBps),
    ),
    h('div', { key: 'even', role: 'gridcell', class: 'num even' }, hoursText(route?.breakEvenHours)),
  ];
};

const routeText = ({ long, short, verdict }: RouteRow): ComponentChild =>
  h('span', { class: `route-text ${verdict}`, title: `long ${long}, short ${short}: ${verdict}` }, [
    h('span', { class: 'long' }, venueLabel(long)),
    h('span', { class: 'arrow', 'aria-label': 'long, short' }, ' → '),
    h('span', { class: 'short' }, venueName(long) === venueName(short) ? kindLabel(short) : venueLabel(short)),
  ]);

/** Of two markets of one venue only what they are differs. */
const kindLabel = (market: string): string => (symbolName(market).includes(':') ? 'perp' : 'spot');

const venueLabel = (market: string): string => {
  const symbol = symbolName(market);
  return symbol.includes(':') ? venueName(market) : `${venueName(market)} spot`;
};

interface HeatCellProps {
  readonly market: string;
  /** Which column of the figures. */
  readonly at: number;
  readonly drawing: ReadonlySignal<RowCanvas | undefined>;
}

/** What is pointed at and read aloud; its figure is drawn beneath it. */
const HeatCell: FunctionComponent<HeatCellProps> = ({ market, at, drawing }) => {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const cell = cellOf(market);
    return effect(() => {
      const by = measure.value;
      if (cell.value !== undefined) drawing.value?.show(at, () => looksOf(cell.peek(), by, button.current));
    });
  }, [market, at]);
  return h(
    'div',
    { role: 'gridcell', class: 'cell' },
    h('button', {
      ref: button,
      type: 'button',
      tabIndex: -1,
      'data-at': at + 1,
      'data-market': market,
      'aria-label': `${symbolName(market)} at ${venueName(market)}`,
    }),
  );
};

/** How a cell looks; what is read aloud of it says the same. */
const looksOf = (cell: MarketCell | undefined, by: Measure, button: HTMLButtonElement | null): CellLook | undefined => {
  if (cell === undefined || button === null) return undefined;
  const reading = readingOf(cell, by);
  const label = `${cell.coin} at ${cell.venue}, ${cell.state}, ${reading.text}`;
  if (button.ariaLabel !== label) button.ariaLabel = label;
  return lookOf(cell, reading);
};
