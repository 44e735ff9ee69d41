import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type { BreakEvenClock } from '../../engine/view/status.ts';
import type { PositionRow } from '../messages.ts';
import { figures } from './known.ts';
import { decimals, hoursText, usdText } from './format.ts';

/** Costs paid, funding earned, and the time until the round trip is paid for, with a band. */
export const BreakEven: FunctionComponent<{ readonly row: PositionRow }> = ({ row }) => {
  const { clock } = row;
  if (clock === undefined && row.legs.length > 0) return h('p', { class: 'hint' }, 'A coin cannot be valued.');
  if (clock === undefined) return h('p', { class: 'hint' }, `${NOTHING}.`);
  const { costsUsd, requiredUsd, earnedUsd } = clock;
  const part = (usd: number): number => (requiredUsd <= 0 ? 0 : Math.max(0, Math.min(100, (100 * usd) / requiredUsd)));
  return h('div', { class: 'clock' }, [
    h('p', { class: 'clock-time' }, [h('strong', {}, timeText(clock)), h('small', {}, ` ${bandText(clock)}`)]),
    h(
      'div',
      {
        class: 'meter clock-meter',
        role: 'img',
        'aria-label': `${decimals(part(earnedUsd), 0)} % of the round trip is earned`,
      },
      [
        h('i', { style: { width: `${part(earnedUsd)}%` } }),
        h('s', { style: { left: `${part(costsUsd)}%` }, title: `costs so far, ${usdText(costsUsd)} USD` }),
      ],
    ),
    figures([
      ['Funding earned', `${usdText(earnedUsd)} USD`, 'settled'],
      ['Costs so far', `${usdText(costsUsd)} USD`],
      ['Round trip', `${usdText(requiredUsd)} USD`, `${decimals(row.requiredBps, 1)} bps`],
      ['Expected at entry', hoursText(row.breakEvenHours)],
    ]),
  ]);
};

const NOTHING = 'nothing filled yet';

/** When the round trip is paid for, in words. */
export const timeText = (clock: BreakEvenClock): string => {
  const { costsUsd, earnedUsd, requiredUsd, expectedHours, horizonHours } = clock;
  // legs are named before anything is filled: nothing has cost and nothing has to be earned yet
  if (costsUsd === 0 && requiredUsd === 0 && earnedUsd === 0) return NOTHING;
  if (earnedUsd >= requiredUsd) return 'paid for itself';
  if (expectedHours === undefined) return 'not known: a rate is missing';
  return expectedHours === 'never' ? `not within ${horizonHours / 24} days` : `in ${hoursText(expectedHours)}`;
};

const bandText = ({ earliestHours, latestHours, expectedHours }: BreakEvenClock): string => {
  if (expectedHours === undefined) return '';
  if (earliestHours === undefined || latestHours === undefined) return 'too little history for a band';
  if (earliestHours === 'never') return '';
  const latest = latestHours === 'never' ? 'never' : hoursText(latestHours);
  return `${hoursText(earliestHours)} to ${latest} in two of three cases`;
};
