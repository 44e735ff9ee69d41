import { computed, signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { searchField, sortField } from './controls.ts';
import { codeOf } from './reason-text.ts';
import { rows } from './store.ts';
import { EveryRoute } from './every-route.ts';
import { Refused, Unfold, open } from './why-not-row.ts';
import type { Line } from './why-not-row.ts';

type Sort = 'closest' | 'earned' | 'coin';

const sort = signal<Sort>('closest');
const find = signal('');
const only = signal<string | undefined>(undefined);

/** Best routes refused by their figures now, and candidates the gate refused when they were to be entered. */
const lines = computed((): readonly Line[] => {
  const routes = [...rows.routes.value.values()].sort((a, b) => a.rank - b.rank);
  const screened = routes.filter(({ verdict }) => verdict === 'refused');
  const refusals = rows.refusals.value;
  return [
    ...[...refusals.values()]
      .filter(({ gate }) => gate === 'entry')
      .map((refusal): Line => ({ ...refusal, route: rows.routes.value.get(refusal.coin), refusal })),
    ...screened.map((route): Line => {
      const found = refusals.get(route.coin);
      const refusal = found?.long === route.long && found.short === route.short ? found : undefined;
      return { ...route, gate: 'screen', route, refusal };
    }),
  ];
});

const shown = computed(() => {
  const wanted = find.value.trim().toUpperCase();
  const found = lines.value.filter(
    ({ coin, reasons }) =>
      coin.toUpperCase().includes(wanted) && (only.value === undefined || codesOf(reasons).has(only.value)),
  );
  if (sort.value === 'closest') return found;
  return [...found].sort((a, b) => (sort.value === 'coin' ? (a.coin < b.coin ? -1 : 1) : earned(b) - earned(a)));
});

const earned = ({ refusal }: Line): number => refusal?.earned.grossBps ?? -Infinity;

/** Every candidate refused, what refused it, by how much it missed, and what its funding would have brought. */
export const WhyNot: FunctionComponent = () => {
  const all = rows.routes.value.size;
  return h('section', { class: 'panel' }, [
    h('div', { class: 'bar' }, [
      h('h2', {}, 'Why not'),
      h('span', { class: 'count' }, `${lines.value.length} refused, the best routes of ${all} coins are judged`),
      sortField(sort, SORTS),
      searchField('Find a coin', find),
    ]),
    h(Gates, {}),
    lines.value.length === 0
      ? h(
          'p',
          { class: 'hint' },
          all === 0
            ? 'No route has been judged yet.'
            : 'Every best route is a candidate, and none was refused an entry.',
        )
      : h(Table, {}),
    h(Accepted, {}),
    h(
      'p',
      { class: 'hint fine' },
      'What a route would have earned is its funding alone, gross, in bps of one leg: the rates both markets charged since it was refused, held through every settlement. No fees, slippage or price are in it. A route is refused since both its markets were known, or since it was last the best candidate of its coin or held.',
    ),
  ]);
};

/** Coins whose best route is no refusal: their others may be. */
const Accepted: FunctionComponent = () => {
  const coins = [...rows.routes.value.values()]
    .filter(({ verdict }) => verdict === 'candidate')
    .map(({ coin }) => coin);
  const opened = coins.find((coin) => coin === open.value);
  if (coins.length === 0) return null;
  return h('div', { class: 'accepted' }, [
    h('p', {}, [
      h('span', {}, 'The best route is a candidate, others may be refused:'),
      coins.map((coin) => h('span', { key: coin, class: 'accepted-coin' }, [coin, h(Unfold, { coin })])),
    ]),
    opened === undefined ? null : h(EveryRoute, { coin: opened }),
  ]);
};

const SORTS: Readonly<Record<Sort, string>> = {
  closest: 'closest to a yes',
  earned: 'would have earned',
  coin: 'coin',
};

const codesOf = (reasons: Line['reasons']): ReadonlySet<string> => new Set(reasons.map(codeOf));

/** How many each gate refuses; one of them alone on demand. */
const Gates: FunctionComponent = () => {
  const counts = new Map<string, number>();
  for (const { reasons } of lines.value)
    for (const code of codesOf(reasons)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return h(
    'div',
    { class: 'gates', role: 'group', 'aria-label': 'Only one gate' },
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([code, count]) =>
        h(
          'button',
          {
            key: code,
            type: 'button',
            'aria-pressed': only.value === code,
            onClick: () => {
              only.value = only.value === code ? undefined : code;
            },
          },
          [code.replaceAll('-', ' '), ' ', h('b', {}, String(count))],
        ),
      ),
  );
};

const HEADS: readonly (readonly [name: string, look: string])[] = [
  ['Coin', ''],
  ['Long → short', ''],
  ['Refused for', 'num'],
  ['Refused because', ''],
  ['Spread / 8 h', 'num'],
  ['Net', 'num'],
  ['Break-even', 'num'],
  ['Would have earned', 'num'],
];

const Table: FunctionComponent = () =>
  h('div', { class: 'scroll' }, [
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
        shown.value.flatMap((line) => [
          h(Refused, { key: `${line.coin} ${line.gate}`, line }),
          open.value === line.coin && line.gate === 'screen'
            ? h(
                'tr',
                { key: `${line.coin} routes`, class: 'unfolded' },
                h('td', { colSpan: HEADS.length }, h(EveryRoute, { coin: line.coin })),
              )
            : null,
        ]),
      ),
    ]),
  ]);
