import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { PositionRow } from '../messages.ts';
import { toneOf } from './app.ts';
import { signed } from './format.ts';
import { pricedWords } from './priced-by.ts';

type Line = readonly [name: string, usd: number];

/** The parts of a cycle's result; they add up to its net. What is only estimated stands below and counts for nothing. */
export const PnlSplit: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  const { parts, netUsd } = row;
  if (parts === undefined) return h('p', { class: 'hint' }, 'A coin of this cycle cannot be valued: no split.');
  const always: readonly Line[] = [
    ['Funding settled', parts.funding],
    ['Basis', parts.basis + row.openBasisUsd],
    ['Fees', -parts.fees],
    ['Slippage', -parts.slippage],
  ];
  const seldom: readonly Line[] = [
    ['Financing', -parts.financing],
    ['Fixed costs', -parts.fixed],
    ['Coin value', parts.fx],
  ];
  const list = [...always, ...seldom.filter(([, usd]) => usd !== 0)];
  const coming = row.legs.flatMap((leg) => leg.coming?.amountUsd ?? []);
  const estimated = coming.reduce((total, usd) => total + usd, 0);
  const largest = Math.max(...[...list, ['', estimated] as const].map(([, usd]) => Math.abs(usd)), 1e-9);
  return h('table', { class: 'pnl' }, [
    h(
      'tbody',
      {},
      list.map((line) => splitLine(line, largest)),
    ),
    h('tbody', { class: 'pnl-net' }, [
      h('tr', { key: 'net' }, [
        h('th', { scope: 'row' }, 'Net'),
        h('td', { class: `num ${toneOf(netUsd)}` }, signed(netUsd, 2)),
        h('td', {}, h('small', {}, pricedWords(row.legs))),
      ]),
    ]),
    coming.length === 0
      ? null
      : h('tbody', { class: 'pnl-estimate' }, splitLine(['Funding estimated', estimated], largest)),
  ]);
};

const splitLine = ([name, usd]: Line, largest: number): ComponentChild =>
  h('tr', { key: name }, [
    h('th', { scope: 'row' }, name),
    h('td', { class: 'num' }, signed(usd, 2)),
    h(
      'td',
      { class: 'bars', 'aria-hidden': 'true' },
      h('i', { class: usd < 0 ? 'minus' : 'plus', style: { '--part': `${(50 * Math.abs(usd)) / largest}%` } }),
    ),
  ]);
