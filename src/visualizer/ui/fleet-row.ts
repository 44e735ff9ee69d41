import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Component, createRef, h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MarketCell, RouteRow } from '../messages.ts';
import { cellOf, routeOf } from './fleet-cells.ts';
import type { FleetLine } from './fleet-order.ts';
import { readingOf } from './fleet-scale.ts';
import type { Measure } from './fleet-scale.ts';
import { measure, pins, togglePin } from './fleet-settings.ts';
import { bpsText, hoursText, symbolName, venueName } from './format.ts';
import { followSight } from './in-sight.ts';
import { paintNever, paintSoon } from './paint-queue.ts';
import { rows } from './store.ts';

interface RowProps {
  readonly line: FleetLine;
  readonly columns: readonly string[];
}

/** A coin: drawn once, what changes within it draws itself while it is in sight. */
export class FleetRow extends Component<RowProps> {
  readonly #isSeen = signal(true);
  #endSight: (() => void) | undefined;
  readonly #frame = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    const { current } = this.#frame;
    const pane = current?.closest('.fleet');
    if (current === null || pane === null || pane === undefined) return;
    this.#endSight = followSight(current, pane, (isSeen) => {
      this.#isSeen.value = isSeen;
    });
  }

  override componentWillUnmount(): void {
    this.#endSight?.();
  }

  override shouldComponentUpdate(next: RowProps): boolean {
    return next.line !== this.props.line || next.columns !== this.props.columns;
  }

  override render({ line, columns }: RowProps): ComponentChild {
    const { coin, markets } = line;
    return h('div', { ref: this.#frame, role: 'row', class: 'fleet-row' }, [
      h(CoinHead, { coin }),
      h(BestRoute, { coin }),
      ...columns.map((name, at) => {
        const market = markets.get(name);
        return market === undefined
          ? h('div', { key: name, role: 'gridcell', class: 'slot' })
          : h(HeatCell, { key: market, market, at: at + 1, isSeen: this.#isSeen });
      }),
    ]);
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
  readonly at: number;
  readonly isSeen: ReadonlySignal<boolean>;
}

/** Written to directly: nothing is compared but what is shown, and nothing is done out of sight. */
const HeatCell: FunctionComponent<HeatCellProps> = ({ market, at, isSeen }) => {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = frame;
    const button = current?.firstElementChild;
    if (current === null || !(button instanceof HTMLElement)) return undefined;
    const paint = painter(current, button);
    const cell = cellOf(market);
    const job = (): void => paint(cell.peek(), measure.peek());
    const end = effect(() => {
      if (isSeen.value && cell.value !== undefined && measure.value) paintSoon(job);
    });
    return () => {
      end();
      paintNever(job);
    };
  }, [market]);
  return h(
    'div',
    { ref: frame, role: 'gridcell', class: 'cell' },
    h('button', { type: 'button', tabIndex: -1, 'data-at': at, 'data-market': market }),
  );
};

/** Shades there are on each side of nothing. */
const SHADES = 24;

/** Remembers what it wrote: asking the document costs more than writing. */
const painter = (frame: HTMLElement, button: HTMLElement): ((cell: MarketCell | undefined, shown: Measure) => void) => {
  const words = document.createTextNode('');
  button.append(words);
  const told = { look: '', shade: NaN, text: '', label: '' };
  return (cell, shown) => {
    if (cell === undefined) return;
    const { heat, text } = readingOf(cell, shown);
    const shade = Math.round(Math.abs(heat) * SHADES) / SHADES;
    const look = `cell shown state-${cell.state} ${heat < 0 ? 'cold' : 'hot'}${cell.kind === 'spot' ? ' price' : ''}`;
    const label = `${cell.coin} at ${cell.venue}, ${cell.state}, ${text}`;
    if (told.look !== look) frame.className = look;
    if (told.shade !== shade) frame.style.setProperty('--heat', String(shade));
    if (told.text !== text) words.data = text;
    if (told.label !== label) button.ariaLabel = label;
    Object.assign(told, { look, shade, text, label });
  };
};
