/// <reference lib="dom" />
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { CoinRoutes, JudgedRoute } from '../coin-routes.ts';
import { bpsText, decimals, hoursText } from './format.ts';
import { known } from './known.ts';
import { read, rows } from './store.ts';
import { Earned, marketLink, reasonItem, refusedFor } from './why-not-row.ts';

const ASK_EVERY_MS = 2000;

/** Every route of a coin that was judged: what refused each and since when, what it nets, what its funding would have brought. */
export const EveryRoute: FunctionComponent<{ readonly coin: string }> = ({ coin }) => {
  const found = useRoutes(coin);
  if (found === undefined) return h('p', { class: 'hint' }, 'Asking for the routes of this coin …');
  return h('div', { class: 'every-route' }, [
    found.isComplete
      ? null
      : h(
          'p',
          { class: 'hint' },
          'A journal tells the best route of a coin only; the others are not known here, nor what any would have earned.',
        ),
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
  ['Would have earned', 'num'],
];

const RouteLine: FunctionComponent<{ readonly route: JudgedRoute }> = ({ route }) => {
  const { long, short, verdict, reasons, spreadPer8hBps, netBps, breakEvenHours, heldForADay } = route;
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
    h('td', { class: 'num', 'data-label': 'Would have earned' }, [earnedOf(route), dayOf(heldForADay)]),
  ]);
};

const sinceOf = ({ coin, long, short, verdict, refused }: JudgedRoute): ComponentChild => {
  const position = rows.positions.value.get(coin);
  if (refused === undefined && position?.long === long && position.short === short) return 'held';
  return known(
    refused && refusedFor(refused),
    ({ text, title }) => h('span', { title }, text),
    verdict === 'candidate' ? 'it is not refused' : 'it is held, or no record speaks of one of its markets',
  );
};

const earnedOf = (route: JudgedRoute): ComponentChild =>
  route.refused === undefined
    ? known(undefined, String, 'it is not refused, or since when is not known here')
    : h(Earned, { refused: route.refused, route });

/** Beside it, whatever the verdict: the last 24 hours, or what is known of them. */
const dayOf = ({ grossBps, charges, estimated, fromMs }: JudgedRoute['heldForADay']): ComponentChild => {
  if (charges === 0) return null;
  const nowMs = rows.head.value.get('engine')?.nowMs ?? fromMs;
  return h(
    'small',
    { title: `${charges} charges of both legs, ${estimated} by the last estimate; gross, no costs` },
    `last ${decimals((nowMs - fromMs) / MS_PER_HOUR, 0)} h: ${bpsText(grossBps)} bps`,
  );
};

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
