/// <reference lib="dom" />
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CoinRoutes, JudgedRoute } from '../coin-routes.ts';
import { bpsText, hoursText } from './format.ts';
import { known } from './known.ts';
import { read } from './store.ts';
import { Earned, marketLink, reasonItem, refusedFor } from './why-not-row.ts';

const ASK_EVERY_MS = 2000;

/** Every route of a coin that was judged: what refused each and since when, what it nets, what its funding would have brought. */
export const EveryRoute: FunctionComponent<{ readonly coin: string }> = ({ coin }) => {
  const found = useRoutes(coin);
  if (found === undefined) return h('p', { class: 'hint' }, 'Asking for the routes of this coin …');
  return h('div', { class: 'every-route' }, [
    found.isComplete
      ? null
      : h('p', { class: 'hint' }, 'A journal tells the best route of a coin only; the others are not known here.'),
    h('table', { class: 'plain why' }, [
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          HEADS.map(([name, look]) => h('th', { key: name, scope: 'col', class: look }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        found.routes.map((route) => h(RouteLine, { key: `${route.long} ${route.short}`, route })),
      ),
    ]),
  ]);
};

const HEADS: readonly (readonly [name: string, look: string])[] = [
  ['Long → short', ''],
  ['Verdict', ''],
  ['Refused for', 'num'],
  ['Spread / 8 h', 'num'],
  ['Net', 'num'],
  ['Break-even', 'num'],
  ['Funding of a day', 'num'],
  ['Would have earned', 'num'],
];

const RouteLine: FunctionComponent<{ readonly route: JudgedRoute }> = ({ route }) => {
  const { long, short, verdict, reasons, spreadPer8hBps, netBps, breakEvenHours, heldForADay, refused } = route;
  return h('tr', { class: verdict }, [
    h('td', { class: 'pair' }, [marketLink(long, 'long'), marketLink(short, 'short')]),
    h(
      'td',
      { class: 'because' },
      verdict === 'candidate'
        ? h('b', { class: 'good' }, 'candidate')
        : h('ul', { class: 'reasons' }, reasons.map(reasonItem)),
    ),
    h('td', { class: 'num', 'data-label': 'Refused for' }, sinceOf(route)),
    h('td', { class: 'num', 'data-label': 'Spread / 8 h' }, bpsText(spreadPer8hBps)),
    h(
      'td',
      { class: 'num', 'data-label': 'Net' },
      known(netBps, bpsText, 'not costed: under the screen, or a figure is missing'),
    ),
    h('td', { class: 'num', 'data-label': 'Break-even' }, hoursText(breakEvenHours)),
    h('td', { class: 'num', 'data-label': 'Funding of a day' }, dayOf(heldForADay)),
    h(
      'td',
      { class: 'num', 'data-label': 'Would have earned' },
      verdict === 'candidate' ? known(undefined, String, CANDIDATE) : h(Earned, { refused, route }),
    ),
  ]);
};

const CANDIDATE = 'it is not refused';

const sinceOf = ({ verdict, refused }: JudgedRoute): ComponentChild => {
  if (verdict === 'candidate') return known(undefined, String, CANDIDATE);
  return known(
    refused && refusedFor(refused),
    ({ text, title }) => h('span', { title }, text),
    'it is held now, or one of its markets has never been heard of in the journal',
  );
};

const dayOf = ({ grossBps, charges, estimated }: JudgedRoute['heldForADay']): ComponentChild =>
  charges === 0
    ? known(undefined, String, 'no settlement of either leg within a day, or none that is known')
    : h(
        'span',
        { title: `${charges} charges of both legs, ${estimated} by the last estimate; gross, no costs` },
        `${bpsText(grossBps)} bps`,
      );

/** Asked for again while it is open; `undefined` until the first answer. */
const useRoutes = (coin: string): CoinRoutes | undefined => {
  const [held, setHeld] = useState<CoinRoutes | undefined>(undefined);
  useEffect(() => {
    let isGone = false;
    const ask = async (): Promise<void> => {
      const answer = await read(`/api/routes/${encodeURIComponent(coin)}`);
      if (answer?.ok !== true) return;
      const found = (await answer.json()) as CoinRoutes;
      if (!isGone) setHeld(found);
    };
    void ask();
    const timer = window.setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      isGone = true;
      window.clearInterval(timer);
    };
  }, [coin]);
  return held?.coin === coin ? held : undefined;
};
