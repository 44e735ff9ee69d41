import { signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { Json } from '../../domain/codec.ts';
import type { Refusal, RouteRow } from '../messages.ts';
import {
  bpsText,
  clockText,
  dayText,
  decimals,
  hoursText,
  percent,
  signed,
  spanText,
  symbolName,
  venueName,
} from './format.ts';
import { known } from './known.ts';
import { hrefOf } from './place.ts';
import { reasonText } from './reason-text.ts';
import type { Reason } from './reason-text.ts';
import { rows } from './store.ts';

/** One line: what is judged now, and since when and at what price it has been refused. */
export interface Line {
  readonly coin: string;
  readonly long: string;
  readonly short: string;
  readonly gate: Refusal['gate'];
  readonly reasons: readonly (Reason | Json)[];
  readonly route: RouteRow | undefined;
  readonly refusal: Refusal | undefined;
}

/** The coin whose routes are all shown. */
export const open = signal<string | undefined>(undefined);

export const Unfold: FunctionComponent<{ readonly coin: string }> = ({ coin }) => {
  const isOpen = open.value === coin;
  return h(
    'button',
    {
      type: 'button',
      class: 'unfold',
      'aria-expanded': isOpen,
      'aria-label': `Every route of ${coin}`,
      title: 'Every route of this coin',
      onClick: () => {
        open.value = isOpen ? undefined : coin;
      },
    },
    isOpen ? '▾' : '▸',
  );
};

export const Refused: FunctionComponent<{ readonly line: Line }> = ({ line }) => {
  const { coin, long, short, gate, reasons, route, refusal } = line;
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  const isOpen = open.value === coin && gate === 'screen';
  return h('tr', { class: isOpen ? 'open' : '' }, [
    h('th', { scope: 'row', 'aria-label': gate === 'entry' ? `${coin} at the entry` : coin }, [
      coin,
      gate === 'entry' ? h('small', { class: 'chip' }, 'at the entry') : h(Unfold, { coin }),
    ]),
    h('td', { class: 'pair' }, [marketLink(long, 'long'), marketLink(short, 'short')]),
    h('td', { class: 'num', 'data-label': 'Refused for' }, since(refusal, nowMs)),
    h('td', { class: 'because' }, h('ul', { class: 'reasons' }, reasons.map(reasonItem))),
    h(
      'td',
      { class: 'num', 'data-label': 'Spread / 8 h', title: `${percent(route?.aprSpread)} a year` },
      bpsText(route?.spreadPer8hBps),
    ),
    h(
      'td',
      { class: 'num', 'data-label': 'Net' },
      known(route?.netBps, bpsText, 'not costed: under the screen, or a figure is missing'),
    ),
    h('td', { class: 'num', 'data-label': 'Break-even' }, hoursText(route?.breakEvenHours)),
    h('td', { class: 'num', 'data-label': 'Would have earned' }, h(Earned, { refusal, route })),
  ]);
};

export const marketLink = (market: string, leg: 'long' | 'short'): ComponentChild =>
  h(
    'a',
    { class: leg, href: hrefOf('market', market), title: market },
    `${leg} ${venueName(market)} ${symbolName(market)}`,
  );

const since = (refusal: Refusal | undefined, nowMs: number): ComponentChild =>
  known(
    refusal,
    ({ sinceMs, seq, times }) =>
      h(
        'a',
        {
          href: hrefOf('journal', String(seq)),
          title: `since ${dayText(sinceMs)} ${clockText(sinceMs)} UTC; ${times} ${times === 1 ? 'record' : 'records'}, the last is ${seq}`,
        },
        spanText(nowMs - sinceMs),
      ),
    'the record of it is older than what is kept here',
  );

export const reasonItem = (reason: Reason | Json, at: number): ComponentChild => {
  const { text, figures, by, missed } = reasonText(reason);
  return h('li', { key: at }, [
    h('b', {}, text),
    by === '' ? null : h('em', {}, ` ${by}`),
    figures === '' ? null : h('span', {}, ` ${figures}`),
    missed === undefined
      ? null
      : h('span', { class: 'meter', 'aria-hidden': 'true' }, h('i', { style: { width: `${100 * missed}%` } })),
  ]);
};

/** Gross, and against what its four fills would have cost where that is known. */
const Earned: FunctionComponent<Pick<Line, 'refusal' | 'route'>> = ({ refusal, route }) => {
  if (refusal === undefined) return known(undefined, String, 'since when it is refused is not known here');
  const { grossBps, charges, estimated } = refusal.earned;
  if (charges === 0) return known(undefined, String, 'no settlement of either leg since, or none that is known');
  const usd = route === undefined ? undefined : (grossBps * route.notionalUsd) / 1e4;
  const told = `${charges} ${charges === 1 ? 'charge' : 'charges'}${estimated === 0 ? '' : `, ${estimated} by the last estimate`}`;
  const cost = route?.costBps;
  return [
    h('b', { class: grossBps > 0 ? 'good' : grossBps < 0 ? 'bad' : '' }, `${bpsText(grossBps)} bps gross`),
    h('small', {}, usd === undefined ? '' : `${signed(usd, 2)} USD on ${decimals(route?.notionalUsd, 0)}`),
    h('small', {}, cost === undefined ? told : `${told}; its round trip costs ${decimals(cost, 1)} bps`),
  ];
};
