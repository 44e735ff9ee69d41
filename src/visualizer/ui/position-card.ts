import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { LegStatus } from '../../engine/view/status.ts';
import type { PositionRow } from '../messages.ts';
import { toneOf } from './app.ts';
import { BreakEven } from './break-even.ts';
import { decimals, priceText, signed, spanText, symbolName, usdText, venueName } from './format.ts';
import { hrefOf } from './place.ts';
import { PnlSplit } from './pnl-split.ts';
import { priceName } from './priced-by.ts';
import { rows } from './store.ts';

/** One coin's position: its legs, how safe they are, what it earned, and when it will have paid for itself. */
export const PositionCard: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  return h('article', { class: 'card position' }, [
    h('header', {}, [
      h('h3', {}, h('a', { href: hrefOf('machine', `position/${row.coin}`) }, row.coin)),
      h('span', { class: 'chip lit' }, row.state),
      h(Naked, { row }),
      h('small', {}, row.openedAtMs === undefined ? 'not opened yet' : `held for ${spanText(nowMs - row.openedAtMs)}`),
      h('strong', { class: `net ${toneOf(row.netUsd)}` }, `${signed(row.netUsd, 2)} USD`),
    ]),
    h('div', { class: 'position-parts' }, [
      h('div', { class: 'position-legs' }, [
        row.legs.length === 0 ? h('p', { class: 'hint' }, 'Nothing is held yet.') : null,
        row.legs.map((leg) => h(Leg, { key: leg.market, leg, coin: row.coin })),
      ]),
      h('div', {}, [h('h4', {}, 'Break-even clock'), h(BreakEven, { row })]),
      h('div', {}, [h('h4', {}, 'Where the result comes from'), h(PnlSplit, { row })]),
    ]),
  ]);
};

/** What stands unhedged now, and the worst of this cycle. */
const Naked: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  const { naked, deltaCoins, coin } = row;
  const delta = deltaCoins === 0 ? 'hedged exactly' : `delta ${signed(deltaCoins, 4)} ${coin}`;
  if (naked === undefined) return h('span', { class: 'chip' }, delta);
  if (naked.nakedUsd > 0)
    return h(
      'span',
      { class: 'chip alarm' },
      `${delta} · naked ${usdText(naked.nakedUsd)} USD for ${briefly(naked.stretchMs)}`,
    );
  const worst = `naked ${briefly(naked.longestMs)} at most, ${briefly(naked.totalMs)} in all, ${usdText(naked.peakUsd)} USD`;
  return h('span', { class: 'chip', title: `In this cycle ${worst}` }, [delta, h('small', {}, ` · ${worst}`)]);
};

const briefly = (ms: number): string => (ms < 10_000 ? `${decimals(ms, 0)} ms` : spanText(ms));

const Leg: FunctionComponent<{ readonly leg: LegStatus; readonly coin: string }> = ({ leg, coin }) => {
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  const { coming, margin } = leg;
  return h('section', { class: `leg-box leg-${leg.leg}` }, [
    h('h4', {}, [
      h('b', { class: leg.leg }, leg.leg),
      ' ',
      h('a', { href: hrefOf('machine', `market/${leg.market}`) }, venueName(leg.market)),
      h('small', {}, ` ${symbolName(leg.market)}`),
    ]),
    h('dl', { class: 'leg-figures' }, [
      figure('Held', `${signed(leg.coins, 4)} ${coin}`, `${usdText(leg.notionalUsd)} USD`),
      figure(`Entry → ${priceName(leg)}`, `${priceText(leg.entryPrice)} → ${priceText(leg.mark)}`),
      figure('Price PnL', `${signed(leg.unrealizedUsd, 2)} USD`, 'against the price paid'),
      figure(
        'Next funding',
        coming === undefined ? '–' : `${signed(coming.amountUsd, 2)} USD`,
        coming === undefined ? '' : `estimated, in ${spanText(coming.settlementAtMs - nowMs)}`,
      ),
      figure(
        'Liquidation',
        h('span', { class: margin === undefined ? '' : `risk-${margin.level}` }, liquidationText(leg)),
        movesText(leg),
      ),
      figure(
        'Margin',
        margin?.marginRatio === undefined ? '–' : `${decimals(margin.marginRatio, 1)} x`,
        'of maintenance',
      ),
    ]),
    h(Distance, { leg }),
  ]);
};

const liquidationText = ({ margin, market, leg }: LegStatus): string => {
  if (margin === undefined) return market.includes(':', market.indexOf(':') + 1) ? 'not measured yet' : 'spot: none';
  // a price does not fall below 0
  const isCovered = margin.distanceFraction === undefined || (leg === 'long' && margin.distanceFraction >= 1);
  return isCovered ? 'at no price' : `${decimals(margin.distanceFraction * 100, 1)} % away`;
};

const movesText = ({ margin }: LegStatus): string =>
  margin?.moves === undefined ? '' : `${decimals(margin.moves, 1)} days’ moves`;

/** The distance against the thresholds at which it is told and left. */
const Distance: FunctionComponent<{ readonly leg: LegStatus }> = ({ leg: { margin } }) => {
  if (margin?.moves === undefined) return null;
  const { moves, warnBelow, leaveBelow, level } = margin;
  const room = Math.max(warnBelow * 2, 1e-9);
  const at = (value: number): string => `${Math.min(100, (100 * value) / room)}%`;
  return h(
    'div',
    {
      class: `distance risk-${level}`,
      role: 'img',
      'aria-label': `${decimals(moves, 1)} days’ moves from liquidation; told below ${warnBelow}, left below ${leaveBelow}`,
      title: `Told below ${warnBelow} days’ moves, left below ${leaveBelow}`,
    },
    [
      h('i', { style: { width: at(moves) } }),
      h('s', { style: { left: at(leaveBelow) } }),
      h('s', { style: { left: at(warnBelow) } }),
    ],
  );
};

const figure = (name: string, value: ComponentChild, remark = ''): ComponentChild =>
  h('div', { key: name }, [h('dt', {}, name), h('dd', {}, [value, remark === '' ? null : h('small', {}, remark)])]);
