import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { bpsText, clockText, decimals, hoursText, percent, priceText, signed, spanText, symbolName } from './format.ts';
import { figures } from './known.ts';
import { hrefOf } from './place.ts';
import { reasonText } from './reason-text.ts';
import { rows } from './store.ts';

/** One market's figures, and the best route of its coin. */
export const CellDetail: FunctionComponent<{ readonly market: string | undefined }> = ({ market }) => {
  const cell = market === undefined ? undefined : rows.markets.value.get(market);
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  if (cell === undefined)
    return h('p', { class: 'hint' }, 'Point at a market, or walk through the table with the arrow keys.');
  const { settlementAtMs } = cell;
  return h('div', { class: 'detail' }, [
    h('h3', {}, [cell.venue, ' ', h('small', {}, symbolName(cell.market))]),
    h('p', {}, [h('span', { class: `chip state-${cell.state}` }, cell.state)]),
    cell.kind === 'spot'
      ? null
      : figures([
          [`Rate per ${cell.intervalHours ?? '?'} h`, percent(cell.rate, 4), cell.rateKind ?? ''],
          ['Per 8 h', `${bpsText(cell.per8hBps)} bps`],
          ['APR', percent(cell.apr, 2), 'simple'],
          ['z-score', signed(cell.zScore, 2), '30 days'],
          [
            'Settles',
            settlementAtMs === undefined ? '–' : clockText(settlementAtMs),
            settlementAtMs === undefined ? '' : `in ${spanText(settlementAtMs - nowMs)}`,
          ],
        ]),
    figures([
      ['Mark', priceText(cell.mark)],
      ['Index', priceText(cell.index)],
      ['Mid', priceText(cell.mid)],
      ['Spread', `${decimals(cell.spreadBps, 2)} bps`],
    ]),
    h('p', { class: 'ways' }, [
      h('a', { class: 'button', href: hrefOf('market', cell.market) }, 'Open the market'),
      h('a', { class: 'button', href: hrefOf('machine', `market/${cell.market}`) }, 'Its machine'),
    ]),
    h(RouteOf, { coin: cell.coin }),
  ]);
};

export const RouteOf: FunctionComponent<{ readonly coin: string }> = ({ coin }) => {
  const route = rows.routes.value.get(coin);
  if (route === undefined) return null;
  return h('div', { class: 'of-route' }, [
    h('h4', {}, `Best route of ${coin}`),
    h('p', {}, [
      h('span', { class: 'long' }, `long ${route.long}`),
      h('br', {}),
      h('span', { class: 'short' }, `short ${route.short}`),
    ]),
    figures([
      ['Spread per 8 h', `${bpsText(route.spreadPer8hBps)} bps`],
      [`Carry, ${route.horizonHours} h`, `${bpsText(route.expectedCarryBps)} bps`],
      ['Required', `${decimals(route.requiredBps, 2)} bps`, 'costs and reserve'],
      ['Net', `${bpsText(route.netBps)} bps`, route.verdict],
      ['Break-even', hoursText(route.breakEvenHours)],
      ['Confidence', decimals(route.confidence, 2)],
    ]),
    route.reasons.length === 0
      ? null
      : h(
          'ul',
          { class: 'reasons' },
          route.reasons.map((reason, at) => {
            const { text, figures: missed } = reasonText(reason);
            return h('li', { key: at }, [h('b', {}, text), h('span', {}, ` ${missed}`)]);
          }),
        ),
  ]);
};
