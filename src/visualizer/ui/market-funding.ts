import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { MarketCell, MarketDetail } from '../messages.ts';
import { bpsText, clockText, dayText, decimals, percent, signed } from './format.ts';
import { figures, known } from './known.ts';
import { noScore } from './market.ts';

interface FundingProps {
  readonly cell: MarketCell;
  readonly detail: MarketDetail;
}

const inBps = (fraction: number): string => `${bpsText(fraction * 1e4)} bps`;

/** The rate against what it was: z-score with its zones, means, and what was charged within a day. */
export const Funding: FunctionComponent<FundingProps> = ({ cell, detail }) => {
  const { statistics, signal } = detail;
  const none = 'no settled rates are known';
  return [
    h('h3', {}, 'Funding against its past'),
    h(Zones, { detail }),
    figures([
      ['Now, per 8 h', known(cell.per8hBps, (bps) => `${bpsText(bps)} bps`, 'no rate is known')],
      ['Mean of 30 days', known(statistics?.mean8, inBps, none), `${statistics?.samples ?? 0} sums of 8 h`],
      ['Standard deviation', known(statistics?.sd8, (sd) => `${decimals(sd * 1e4, 2)} bps`, 'needs two sums')],
      ['Persistence', known(statistics?.phi8, (phi) => decimals(phi, 2), 'needs neighbouring sums'), 'lag 1, 0 to 1'],
      ['Mean of 24 h', known(statistics?.ma24h, inBps, 'the last 24 hours are not covered')],
      [
        'From that mean',
        known(detail.deviation24hBps, (bps) => `${bpsText(bps)} bps`, 'the last 24 hours are not covered'),
      ],
      ['Fair rate a year', known(signal?.fairApr, (apr) => percent(apr), 'needs two sums')],
      ['Premium to fair', known(signal?.premiumVsFair, (apr) => percent(apr), 'needs two sums'), 'a year'],
      ['Confidence of it', known(signal?.confidence, (part) => decimals(part, 2), 'needs two sums'), 'for alerts'],
    ]),
    h(Charged, { detail }),
  ];
};

const WIDEST = 4;
const MARKS = [-3, -2, 0, 2, 3];

const at = (z: number): string => `${50 + (50 * Math.max(-WIDEST, Math.min(WIDEST, z))) / WIDEST}%`;

/** Where the rate stands: beyond 2 it is hot and looked at at once, 3 is the next threshold. */
const Zones: FunctionComponent<{ readonly detail: MarketDetail }> = ({ detail }) => {
  const { zScore, zone } = detail;
  const score = zScore === undefined ? `no z-score: ${noScore(detail)}` : `z ${signed(zScore, 2)}`;
  const words = zone === undefined ? score : `${score}; ${ZONES[zone]}`;
  return h('figure', { class: 'zones' }, [
    h('div', { class: 'zone-bar', role: 'img', 'aria-label': words }, [
      ...MARKS.map((mark) => h('i', { key: mark, style: { left: at(mark) } })),
      zScore === undefined ? null : h('b', { style: { left: at(zScore) } }),
    ]),
    h(
      'div',
      { class: 'zone-marks', 'aria-hidden': 'true' },
      MARKS.map((mark) => h('small', { key: mark, style: { left: at(mark) } }, signed(mark, 0))),
    ),
    h('figcaption', {}, words),
  ]);
};

const ZONES: Readonly<Record<NonNullable<MarketDetail['zone']>, string>> = {
  hot: 'hot, looked at at once',
  calm: 'calm, looked at every 5 s',
  quiet: 'quiet, has not moved for an hour: looked at hourly',
};

/** A bar a charge, per 8 hours so that all compare. */
const Charged: FunctionComponent<{ readonly detail: MarketDetail }> = ({ detail }) => {
  const charges = detail.charged.map(({ fromMs, atMs, rate }) => ({
    fromMs,
    atMs,
    rate,
    bps: (rate * 8 * 3.6e6 * 1e4) / (atMs - fromMs),
  }));
  const most = Math.max(...charges.map(({ bps }) => Math.abs(bps)), 0);
  const bar = ({ fromMs, atMs, rate, bps }: (typeof charges)[number]): ComponentChild =>
    h(
      'li',
      {
        key: atMs,
        title: `${clockText(fromMs)} to ${clockText(atMs)} UTC: ${percent(rate, 4)}, ${bpsText(bps)} bps per 8 h`,
      },
      h('i', {
        class: bps < 0 ? 'cold' : 'hot',
        style: { height: `${most === 0 ? 0 : (46 * Math.abs(bps)) / most}%` },
      }),
    );
  return h('figure', { class: 'charged' }, [
    h(
      'figcaption',
      {},
      charges.length === 0
        ? 'No settlement is known.'
        : `Settled within 24 h (UTC), bps per 8 h, the highest ${decimals(most, 2)}`,
    ),
    charges.length === 0 ? null : h('ol', {}, charges.map(bar)),
    charges.length === 0
      ? null
      : h(
          'p',
          { class: 'ends' },
          [clockOf(charges[0]?.fromMs), clockOf(charges.at(-1)?.atMs)].map((text) => h('small', {}, text)),
        ),
  ]);
};

const clockOf = (atMs: number | undefined): string =>
  atMs === undefined ? '' : `${dayText(atMs).slice(5)} ${clockText(atMs).slice(0, 5)}`;
