import { effect } from '@preact/signals';
import { Component, h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MarketCell, RouteRow } from '../messages.ts';
import { cellOf, routeOf } from './fleet-cells.ts';
import type { FleetLine } from './fleet-order.ts';
import { readingOf } from './fleet-scale.ts';
import type { Measure } from './fleet-scale.ts';
import { measure, pins, togglePin } from './fleet-settings.ts';
import { bpsText, hoursText, symbolName, venueName } from './format.ts';
import { rows } from './store.ts';

interface RowProps {
  readonly line: FleetLine;
  readonly columns: readonly string[];
}

/** A coin: drawn once, what changes within it draws itself. */
export class FleetRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return next.line !== this.props.line || next.columns !== this.props.columns;
  }

  override render({ line, columns }: RowProps): ComponentChild {
    const { coin, markets } = line;
    return h('div', { role: 'row', class: 'fleet-row' }, [
      h(CoinHead, { coin }),
      h(BestRoute, { coin }),
      ...columns.map((name, at) => {
        const market = markets.get(name);
        return market === undefined
          ? h('div', { key: name, role: 'gridcell', class: 'slot' })
          : h(HeatCell, { key: market, market, at: at + 1 });
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

/** Written to directly: nothing is compared but what is shown. */
const HeatCell: FunctionComponent<{ readonly market: string; readonly at: number }> = ({ market, at }) => {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = frame;
    const button = current?.firstElementChild;
    if (current === null || !(button instanceof HTMLElement)) return undefined;
    return effect(() => paint({ frame: current, button }, cellOf(market).value, measure.value));
  }, [market]);
  return h(
    'div',
    { ref: frame, role: 'gridcell', class: 'cell' },
    h('button', { type: 'button', tabIndex: -1, 'data-at': at, 'data-market': market }),
  );
};

/** Shades there are on each side of nothing. */
const SHADES = 24;

const paint = (
  { frame, button }: { readonly frame: HTMLElement; readonly button: HTMLElement },
  cell: MarketCell | undefined,
  shown: Measure,
): void => {
  if (cell === undefined) return;
  const { heat, text } = readingOf(cell, shown);
  const shade = String(Math.round(Math.abs(heat) * SHADES) / SHADES);
  const look = `cell state-${cell.state} ${heat < 0 ? 'cold' : 'hot'}${cell.kind === 'spot' ? ' price' : ''}`;
  if (frame.className !== look) frame.className = look;
  if (frame.dataset['shade'] !== shade) {
    frame.dataset['shade'] = shade;
    frame.style.setProperty('--heat', shade);
  }
  const { firstChild } = button;
  if (firstChild === null) button.append(text);
  else if (firstChild.nodeValue !== text) firstChild.nodeValue = text;
  const label = `${cell.coin} at ${cell.venue}, ${cell.state}, ${text}`;
  if (button.ariaLabel !== label) button.ariaLabel = label;
};
