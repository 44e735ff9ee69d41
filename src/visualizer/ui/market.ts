import { computed } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MarketCell, MarketDetail } from '../messages.ts';
import { RouteOf } from './cell-detail.ts';
import { bpsText, clockText, decimals, percent, priceText, signed, spanText, symbolName, venueName } from './format.ts';
import { known } from './known.ts';
import { Ladder } from './market-book.ts';
import { MarketChart } from './market-chart.ts';
import { Funding } from './market-funding.ts';
import { Liquidations, Quality } from './market-quality.ts';
import { go, hrefOf, place } from './place.ts';
import { rows, watch, watched } from './store.ts';

/** The market asked for, or the one that matters most: of what is held, of the best route, else the first. */
const wanted = computed((): string | undefined => {
  if (place.value.view !== 'market') return undefined;
  if (place.value.detail !== '') return place.value.detail;
  const [held] = [...rows.positions.value.values()].flatMap(({ short }) => short ?? []);
  if (held !== undefined) return held;
  const best = [...rows.routes.value.values()].find(({ rank }) => rank === 0);
  return best?.short ?? [...rows.markets.value.keys()][0];
});

/** One pair in depth. */
export const MarketView: FunctionComponent = () => {
  const market = wanted.value;
  useEffect(() => {
    watch(market === undefined ? null : `market/${market}`);
    return () => watch(null);
  }, [market]);
  const cell = market === undefined ? undefined : rows.markets.value.get(market);
  if (market === undefined) return h('p', { class: 'hint' }, 'No stream has told of a market yet.');
  if (cell === undefined)
    return h('section', { class: 'panel' }, [
      h('div', { class: 'bar' }, [h('h2', {}, market), h(Chooser, { market })]),
      h('p', { class: 'hint' }, 'No stream has told of this market.'),
    ]);
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  const detail = watched.value?.market?.market === market ? watched.value.market : undefined;
  return h('div', { class: 'stack market' }, [
    h('section', { class: 'panel' }, [h(Head, { cell }), h(Tiles, { cell, detail, nowMs })]),
    h('div', { class: 'market-main' }, [
      h(MarketChart, { key: market, cell, nowMs }),
      h('section', { class: 'panel book-panel' }, [
        h('div', { class: 'bar' }, [
          h('h3', {}, 'Book'),
          h('span', { class: 'count' }, ageText(detail?.bookAtMs, nowMs)),
        ]),
        detail === undefined ? waiting() : h(Ladder, { detail, mid: cell.mid, spreadBps: cell.spreadBps }),
      ]),
    ]),
    h('div', { class: 'market-more' }, [
      cell.kind === 'spot'
        ? null
        : h('section', { class: 'panel' }, detail === undefined ? waiting() : h(Funding, { cell, detail })),
      h('section', { class: 'panel' }, detail === undefined ? waiting() : h(Quality, { cell, detail })),
      h('div', { class: 'stack' }, [
        h('section', { class: 'panel' }, detail === undefined ? waiting() : h(Liquidations, { detail })),
        h('section', { class: 'panel detail' }, h(RouteOf, { coin: cell.coin })),
      ]),
    ]),
  ]);
};

/** The engine answers at once; what it says nothing of, it does not know at this instant. */
const waiting = (): ComponentChild =>
  h(
    'p',
    { class: 'hint' },
    watched.value === undefined
      ? 'Waiting for the engine …'
      : 'Not known at this instant: books and statistics are not in a journal, only in a recording or a running engine.',
  );

const ageText = (atMs: number | undefined, nowMs: number): string => {
  if (atMs === undefined) return '';
  const ageMs = Math.max(0, nowMs - atMs);
  return `told ${ageMs < 10_000 ? `${decimals(ageMs, 0)} ms` : spanText(ageMs)} ago`;
};

const Head: FunctionComponent<{ readonly cell: MarketCell }> = ({ cell }) => {
  const siblings = [...rows.markets.value.values()].filter(
    ({ coin, market }) => coin === cell.coin && market !== cell.market,
  );
  return h('div', { class: 'bar market-bar' }, [
    h('h2', {}, [symbolName(cell.market), h('small', {}, ` ${cell.venue}`)]),
    h('span', { class: `chip state-${cell.state}` }, cell.state),
    h(Chooser, { market: cell.market }),
    h('a', { class: 'button', href: hrefOf('machine', `market/${cell.market}`) }, 'Its machine'),
    siblings.length === 0
      ? null
      : h('nav', { class: 'siblings', 'aria-label': `Other markets of ${cell.coin}` }, [
          h('span', { class: 'count' }, `${cell.coin} elsewhere`),
          ...siblings.map(({ market, venue, kind, per8hBps }) =>
            h('a', { key: market, href: hrefOf('market', market), title: market }, [
              kind === 'linear' ? venue : `${venue} ${kind}`,
              kind === 'spot' ? null : h('small', {}, ` ${bpsText(per8hBps)}`),
            ]),
          ),
        ]),
  ]);
};

const Chooser: FunctionComponent<{ readonly market: string }> = ({ market }) => {
  const names = [...rows.markets.value.keys()].sort((a, b) => (symbolName(a) < symbolName(b) ? -1 : 1));
  return h(
    'select',
    {
      'aria-label': 'Market',
      value: market,
      onChange: ({ currentTarget }: Event) => go('market', (currentTarget as HTMLSelectElement).value),
    },
    names.map((name) => h('option', { key: name, value: name }, `${symbolName(name)} · ${venueName(name)}`)),
  );
};

interface TilesProps {
  readonly cell: MarketCell;
  readonly detail: MarketDetail | undefined;
  readonly nowMs: number;
}

const Tiles: FunctionComponent<TilesProps> = ({ cell, detail, nowMs }) => {
  const { mark, index, mid, spreadBps, kind } = cell;
  const priced = [
    tile('Mid', known(mid, priceText, 'no usable book'), cell.bookAtMs === undefined ? '' : clockText(cell.bookAtMs)),
    tile(
      'Spread',
      known(spreadBps, (bps) => `${decimals(bps, 2)} bps`, 'no usable book'),
    ),
  ];
  if (kind === 'spot') return h('dl', { class: 'tiles' }, priced);
  const { rate, intervalHours, rateKind, per8hBps, apr, settlementAtMs } = cell;
  const last = detail?.charged.at(-1);
  const why = 'its venue has not told a rate yet, or the feed is lost';
  return h('dl', { class: 'tiles' }, [
    ...priced,
    tile('Mark', known(mark, priceText, 'not told')),
    tile('Index', known(index, priceText, 'not told')),
    tile(
      'Premium',
      known(detail?.premiumBps, (bps) => `${bpsText(bps)} bps`, 'mark or index is not told'),
      'mark over index',
    ),
    tile(
      rateKind === 'current' ? 'Funding now' : 'Funding predicted',
      known(rate, (value) => percent(value, 4), why),
      intervalHours === undefined
        ? ''
        : `per ${intervalHours} h · ${bpsText(per8hBps)} bps per 8 h · ${percent(apr)} a year`,
    ),
    tile(
      rateKind === 'current' ? 'Posted in' : 'Settles in',
      known(settlementAtMs, (atMs) => h('time', { class: 'countdown', role: 'timer' }, spanText(atMs - nowMs)), why),
      settlementAtMs === undefined ? '' : `${clockText(settlementAtMs)} UTC`,
    ),
    tile(
      'Settled last',
      known(last, ({ rate: settled }) => percent(settled, 4), 'no settlement is known'),
      last === undefined
        ? ''
        : `for ${decimals((last.atMs - last.fromMs) / 3_600_000, 0)} h up to ${clockText(last.atMs)} UTC`,
    ),
    tile(
      'z-score',
      known(detail?.zScore, (z) => signed(z, 2), detail === undefined ? 'waiting for the engine' : noScore(detail)),
      'against 30 days',
    ),
  ]);
};

/** Why there is no z-score. */
export const noScore = ({ statistics, samplesMin }: MarketDetail): string => {
  const samples = statistics?.samples ?? 0;
  if (samples < samplesMin) return `needs ${samplesMin} complete 8-hour sums of settled rates, ${samples} are known`;
  return statistics?.sd8 === 0 ? 'its rate has not moved in 30 days' : 'no rate is known';
};

const tile = (name: string, value: ComponentChild, remark = ''): ComponentChild =>
  h('div', { key: name, class: remark.length > 30 ? 'wide' : '' }, [
    h('dt', {}, name),
    h('dd', {}, value),
    remark === '' ? null : h('small', {}, remark),
  ]);
