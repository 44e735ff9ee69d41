import { signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { Json } from '../../domain/codec.ts';
import type { Refusal, RouteRow } from '../messages.ts';
import type { RefusedFrom } from '../refused-since.ts';
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
  const isOpen = open.value === coin && gate === 'screen';
  return h('tr', { class: isOpen ? 'open' : '' }, [
    h('th', { scope: 'row', 'aria-label': gate === 'entry' ? `${coin} at the entry` : coin }, [
      coin,
      gate === 'entry' ? h('small', { class: 'chip' }, 'at the entry') : h(Unfold, { coin }),
    ]),
    h('td', { class: 'pair' }, [marketLink(long, 'long'), marketLink(short, 'short')]),
    h(
      'td',
      { class: 'num', 'data-label': 'Refused for' },
      known(refusal, recordedSince, 'the record of it is older than what is kept here'),
    ),
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
    h('td', { class: 'num', 'data-label': 'Would have earned' }, h(Earned, { refused: refusal, route })),
  ]);
};

export const marketLink = (market: string, leg: 'long' | 'short'): ComponentChild =>
  h(
    'a',
    { class: leg, href: hrefOf('market', market), title: market },
    `${leg} ${venueName(market)} ${symbolName(market)}`,
  );

const recordedSince = (refusal: Refusal): ComponentChild => {
  const { seq, times } = refusal;
  const { text, title } = refusedFor(refusal);
  const records = `${times} ${times === 1 ? 'record' : 'records'}, the last is ${seq}`;
  return h('a', { href: hrefOf('journal', String(seq)), title: `${title}; ${records}` }, text);
};

/** How long, and in words since when and why from there. */
export const refusedFor = ({ sinceMs, since }: RefusedFrom): { readonly text: string; readonly title: string } => {
  const nowMs = rows.head.value.get('engine')?.nowMs ?? sinceMs;
  return {
    text: `${since === 'told' ? '≥ ' : ''}${spanText(nowMs - sinceMs)}`,
    title: `since ${dayText(sinceMs)} ${clockText(sinceMs)} UTC: ${BEGINNINGS[since]}`,
  };
};

const BEGINNINGS: Readonly<Record<RefusedFrom['since'], string>> = {
  'markets-known': 'both its markets were known from then on',
  candidate: 'until then it was the best candidate of its coin',
  held: 'until then it was held',
  told: 'or longer, what was before is not known here',
  recorded: 'its first record',
};

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
export const Earned: FunctionComponent<{
  readonly refused: (RefusedFrom & Pick<Refusal, 'earned'>) | undefined;
  readonly route: Pick<RouteRow, 'notionalUsd' | 'costBps'> | undefined;
}> = ({ refused, route }) => {
  if (refused === undefined) return known(undefined, String, 'since when it is refused is not known here');
  const { grossBps, charges, estimated, fromMs } = refused.earned;
  const isShort = fromMs > refused.sinceMs;
  if (charges === 0)
    return known(
      undefined,
      String,
      isShort ? 'what its markets charged since is not known here' : 'no settlement of either leg since',
    );
  const usd = route === undefined ? undefined : (grossBps * route.notionalUsd) / 1e4;
  const told = `${charges} ${charges === 1 ? 'charge' : 'charges'}${estimated === 0 ? '' : `, ${estimated} by the last estimate`}`;
  const cost = route?.costBps;
  return [
    h('b', { class: grossBps > 0 ? 'good' : grossBps < 0 ? 'bad' : '' }, `${bpsText(grossBps)} bps gross`),
    h('small', {}, usd === undefined ? '' : `${signed(usd, 2)} USD on ${decimals(route?.notionalUsd, 0)}`),
    h('small', {}, cost === undefined ? told : `${told}; its round trip costs ${decimals(cost, 1)} bps`),
    isShort
      ? h(
          'small',
          { title: 'What its markets charged before is not known here.' },
          `since ${dayText(fromMs)} ${clockText(fromMs)} only`,
        )
      : null,
  ];
};
