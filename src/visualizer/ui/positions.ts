import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { PositionRow } from '../messages.ts';
import { toneOf } from './app.ts';
import { figures } from './cell-detail.ts';
import { ClosedCycles } from './closed-cycles.ts';
import { Equity } from './equity.ts';
import { decimals, hoursText, signed, spanText, usdText } from './format.ts';
import { Lanes } from './lanes.ts';
import { hrefOf } from './place.ts';
import { rows } from './store.ts';

/** What is held, what it has earned and cost, and how it got there. */
export const Positions: FunctionComponent = () => {
  const open = [...rows.positions.value.values()];
  return h('div', { class: 'stack' }, [
    h('section', { class: 'panel' }, [
      h('div', { class: 'bar' }, [h('h2', {}, 'Open positions'), h('span', { class: 'count' }, String(open.length))]),
      open.length === 0
        ? h('p', { class: 'hint' }, 'Nothing is held. What the engine would need to enter is under Why not.')
        : h(
            'div',
            { class: 'cards' },
            open.map((row) => h(PositionCard, { key: row.coin, row })),
          ),
    ]),
    h('section', { class: 'panel' }, [h('div', { class: 'bar' }, h('h2', {}, 'Lives')), h(Lanes, {})]),
    h('section', { class: 'panel' }, [h('div', { class: 'bar' }, h('h2', {}, 'Equity')), h(Equity, {})]),
    h('section', { class: 'panel' }, [h('div', { class: 'bar' }, h('h2', {}, 'Closed')), h(ClosedCycles, {})]),
  ]);
};

const PositionCard: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  return h('article', { class: 'card' }, [
    h('header', {}, [
      h('h3', {}, h('a', { href: hrefOf('machine', `position/${row.coin}`) }, row.coin)),
      h('span', { class: 'chip lit' }, row.state),
      h('strong', { class: `net ${toneOf(row.netUsd)}` }, `${signed(row.netUsd, 2)} USD`),
    ]),
    h('p', {}, [
      h('span', { class: 'long' }, `long ${row.long ?? '–'}`),
      h('br', {}),
      h('span', { class: 'short' }, `short ${row.short ?? '–'}`),
    ]),
    figures([
      ['Notional a leg', `${usdText(row.notionalUsd)} USD`],
      ['Delta', `${decimals(row.deltaCoins, 4)} ${row.coin}`, row.deltaCoins === 0 ? 'hedged exactly' : 'unhedged'],
      ['Held for', row.openedAtMs === undefined ? '–' : spanText(nowMs - row.openedAtMs)],
      ['Required', `${decimals(row.requiredBps, 2)} bps`, 'at entry'],
      ['Break-even', hoursText(row.breakEvenHours), 'expected at entry'],
    ]),
    h(Repaid, { row }),
    h(Split, { row }),
  ]);
};

/** How much of the costs paid so far the settled funding has earned back. */
const Repaid: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  if (row.parts === undefined) return null;
  const { funding, fees, slippage, financing, fixed } = row.parts;
  const costs = fees + slippage + financing + fixed;
  if (costs <= 0) return null;
  const part = Math.max(0, Math.min(1, funding / costs));
  return h('div', { class: 'repaid' }, [
    h(
      'div',
      { class: 'meter', role: 'img', 'aria-label': `${decimals(part * 100, 0)} % of the costs so far are earned back` },
      h('i', { style: { width: `${part * 100}%` } }),
    ),
    h('small', {}, `funding ${usdText(funding)} of ${usdText(costs)} USD costs so far`),
  ]);
};

const Split: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  const { parts } = row;
  if (parts === undefined) return h('p', { class: 'hint' }, 'A coin of this cycle cannot be valued: no split.');
  const list: readonly (readonly [string, number])[] = [
    ['Funding settled', parts.funding],
    ['Basis, closed', parts.basis],
    ['Open price PnL', row.unrealizedUsd],
    ['Fees', -parts.fees],
    ['Slippage', -parts.slippage],
    ['Financing', -parts.financing],
    ['Fixed costs', -parts.fixed],
    ['Coin value', parts.fx],
  ];
  const largest = Math.max(...list.map(([, usd]) => Math.abs(usd)), 1e-9);
  return h(
    'table',
    { class: 'pnl' },
    h(
      'tbody',
      {},
      list.filter(([, usd]) => usd !== 0).map(([name, usd]) => splitLine(name, usd, largest)),
    ),
  );
};

const splitLine = (name: string, usd: number, largest: number): ComponentChild =>
  h('tr', { key: name }, [
    h('th', { scope: 'row' }, name),
    h('td', { class: 'num' }, signed(usd, 2)),
    h(
      'td',
      { class: 'bars', 'aria-hidden': 'true' },
      h('i', { class: usd < 0 ? 'minus' : 'plus', style: { '--part': `${(50 * Math.abs(usd)) / largest}%` } }),
    ),
  ]);
