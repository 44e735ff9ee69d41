import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type { MarketCell, MarketDetail } from '../messages.ts';
import { bpsText, clockText, decimals, percent, priceText, usdShort } from './format.ts';
import { figures, known } from './known.ts';

/** What the spread and volatility monitor makes of the market, and how old its words are. */
export const Quality: FunctionComponent<{ readonly cell: MarketCell; readonly detail: MarketDetail }> = ({
  cell,
  detail,
}) => {
  const { spread, pressure, widenedAdjustment, markSd5m } = detail;
  const none = 'no usable book';
  const isWide = spread !== undefined && spread.adjustment > widenedAdjustment;
  return [
    h('h3', {}, 'Spread and adjustment'),
    figures([
      ['Spread, sampled', known(spread, ({ spreadBps }) => `${decimals(spreadBps, 2)} bps`, none), 'once a second'],
      [
        'Its mean',
        known(spread, ({ baseBps }) => `${decimals(baseBps, 2)} bps`, none),
        `${spread?.samples ?? 0} samples`,
      ],
      ['Widening', known(spread, ({ widening }) => `× ${decimals(widening, 2)}`, none)],
      ['Volatility', known(spread, ({ volPct }) => `${decimals(volPct, 4)} %`, none), 'a second'],
      [
        'Adjustment',
        known(spread, ({ adjustment }) => h('b', { class: isWide ? 'bad' : '' }, `× ${decimals(adjustment, 2)}`), none),
        isWide
          ? `above ${widenedAdjustment}: new size halves`
          : `divides new size; above ${widenedAdjustment} it halves`,
      ],
      ...(cell.kind === 'spot'
        ? []
        : ([
            [
              'Risk-adjusted rate',
              known(detail.riskAdjustedPer8hBps, (bps) => `${bpsText(bps)} bps`, 'no rate, or no usable book'),
              'per 8 h',
            ],
          ] as const)),
      ['Book pressure', known(pressure, (ratio) => decimals(ratio, 2), none), 'bids over asks, top 5'],
      [
        'Moves in 5 min',
        known(markSd5m, (sd) => percent(sd, 3).replace('+', '±'), 'needs an hour of marks'),
        'deviation of the mark',
      ],
    ]),
  ];
};

/** Positions closed by force, as far as the venue tells. */
export const Liquidations: FunctionComponent<{ readonly detail: MarketDetail }> = ({ detail }) => {
  const { liquidations, liquidated60sUsd } = detail;
  return [
    h('h3', {}, 'Liquidations'),
    h('p', { class: 'count' }, `${usdShort(liquidated60sUsd)} USD within the last 60 s`),
    liquidations.length === 0
      ? h('p', { class: 'hint' }, 'None has been told since the start.')
      : h(
          'div',
          { class: 'scroll' },
          h('table', { class: 'plain' }, [
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                ['UTC', 'Closed', 'Price', 'USD'].map((name, at) =>
                  h('th', { key: name, scope: 'col', class: at > 1 ? 'num' : '' }, name),
                ),
              ),
            ),
            h(
              'tbody',
              {},
              liquidations.map(({ atMs, liquidated, price, notionalUsd }, at) =>
                h('tr', { key: `${atMs} ${at}` }, [
                  h('td', {}, clockText(atMs)),
                  h(
                    'td',
                    { class: liquidated === 'unknown' ? '' : liquidated },
                    liquidated === 'unknown' ? 'side not told' : `a ${liquidated}`,
                  ),
                  h('td', { class: 'num' }, priceText(price)),
                  h('td', { class: 'num' }, usdShort(notionalUsd)),
                ]),
              ),
            ),
          ]),
        ),
  ];
};
