import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { ClosedCycles } from './closed-cycles.ts';
import { DrawdownCurve } from './drawdown.ts';
import { Equity } from './equity.ts';
import { Lanes } from './lanes.ts';
import { PositionCard } from './position-card.ts';
import { rows } from './store.ts';

/** What is held, what it has earned and cost, and how it got there. */
export const Positions: FunctionComponent = () => {
  const open = [...rows.positions.value.values()];
  const cards =
    open.length === 0
      ? h('p', { class: 'hint' }, 'Nothing is held. What the engine would need to enter is under Why not.')
      : h(
          'div',
          { class: 'positions' },
          open.map((row) => h(PositionCard, { key: row.coin, row })),
        );
  return h('div', { class: 'stack' }, [
    panel('Open positions', cards, String(open.length)),
    panel('Lives', h(Lanes, {})),
    h('div', { class: 'stack pair' }, [panel('Equity', h(Equity, {})), panel('Drawdown', h(DrawdownCurve, {}))]),
    panel('Closed', h(ClosedCycles, {}), String(rows.closed.value.size)),
  ]);
};

const panel = (title: string, content: ComponentChild, count = ''): ComponentChild =>
  h('section', { class: 'panel', key: title }, [
    h('div', { class: 'bar' }, [h('h2', {}, title), count === '' ? null : h('span', { class: 'count' }, count)]),
    content,
  ]);
