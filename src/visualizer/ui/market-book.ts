import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { LadderLevel, MarketDetail } from '../messages.ts';
import { decimals, priceText, sizeText, usdShort } from './format.ts';

interface LadderProps {
  readonly detail: MarketDetail;
  readonly mid: number | undefined;
  readonly spreadBps: number | undefined;
}

/** Both sides of the book, the touch in the middle; bars are what lies between it and a level. */
export const Ladder: FunctionComponent<LadderProps> = ({ detail, mid, spreadBps }) => {
  const { ladder, base, quote } = detail;
  if (ladder === undefined)
    return h(
      'p',
      { class: 'hint' },
      'No usable book: none has been told, a gap is being repaired, or its connection is lost.',
    );
  const { bids, asks } = ladder;
  const most = Math.max(bids.at(-1)?.[2] ?? 0, asks.at(-1)?.[2] ?? 0);
  const digits = digitsOf([...bids, ...asks]);
  const line =
    (side: 'bid' | 'ask') =>
    (level: LadderLevel): ComponentChild => {
      const [price, size, total, totalQuote] = level;
      return h(
        'tr',
        { key: `${side}${price}`, class: side, style: { '--part': `${most === 0 ? 0 : (100 * total) / most}%` } },
        [
          h('td', { class: 'num' }, decimals(price, digits)),
          h('td', { class: 'num' }, sizeText(size)),
          h('td', { class: 'num' }, sizeText(total)),
          h('td', { class: 'num worth' }, usdShort(totalQuote)),
        ],
      );
    };
  const heads = ['Price', `Size ${base}`, 'Sum', `Sum ${quote}`];
  return h('table', { class: 'ladder' }, [
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        heads.map((name) => h('th', { key: name, scope: 'col', class: 'num' }, name)),
      ),
    ),
    h('tbody', {}, [
      ...asks.toReversed().map(line('ask')),
      h('tr', { key: 'touch', class: 'touch' }, [
        h('th', { scope: 'row', class: 'num', title: 'mid' }, priceText(mid)),
        h('td', { class: 'num', colSpan: 3 }, `spread ${decimals(spreadBps, 2)} bps`),
      ]),
      ...bids.map(line('bid')),
    ]),
  ]);
};

/** As many decimals as the finest price needs. */
const digitsOf = (levels: readonly LadderLevel[]): number =>
  Math.max(
    0,
    ...levels.map(([price]) => Number(price.toPrecision(12)).toFixed(10).replace(/0+$/, '').split('.')[1]?.length ?? 0),
  );
