import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type { RouteRow } from '../messages.ts';
import { bpsText, hoursText, percent } from './format.ts';
import { reasonText } from './reason-text.ts';
import { rows } from './store.ts';

/** The best route of every coin that is refused, what refused it, and by how much it missed. */
export const WhyNot: FunctionComponent = () => {
  const all = [...rows.routes.value.values()].sort((a, b) => a.rank - b.rank);
  const refused = all.filter(({ verdict }) => verdict === 'refused');
  const heads = ['Coin', 'Long', 'Short', 'Spread / 8 h', 'APR', 'Net bps', 'Break-even', 'Refused because'];
  return h('section', { class: 'panel' }, [
    h('div', { class: 'bar' }, [
      h('h2', {}, 'Why not'),
      h('span', { class: 'count' }, `${refused.length} of ${all.length} best routes refused`),
    ]),
    refused.length === 0
      ? h(
          'p',
          { class: 'hint' },
          all.length === 0 ? 'No route has been judged yet.' : 'Every best route is a candidate.',
        )
      : h(
          'div',
          { class: 'scroll' },
          h('table', { class: 'plain why' }, [
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                heads.map((name, at) =>
                  h('th', { key: name, scope: 'col', class: at > 2 && at < 7 ? 'num' : '' }, name),
                ),
              ),
            ),
            h(
              'tbody',
              {},
              refused.map((route) => h(Refused, { key: route.coin, route })),
            ),
          ]),
        ),
  ]);
};

const Refused: FunctionComponent<{ readonly route: RouteRow }> = ({ route }) =>
  h('tr', {}, [
    h('th', { scope: 'row' }, route.coin),
    h('td', { class: 'long' }, route.long),
    h('td', { class: 'short' }, route.short),
    h('td', { class: 'num' }, bpsText(route.spreadPer8hBps)),
    h('td', { class: 'num' }, percent(route.aprSpread)),
    h('td', { class: 'num' }, bpsText(route.netBps)),
    h('td', { class: 'num' }, hoursText(route.breakEvenHours)),
    h(
      'td',
      {},
      h(
        'ul',
        { class: 'reasons' },
        route.reasons.map((reason, at) => {
          const { text, figures, missed } = reasonText(reason);
          return h('li', { key: at }, [
            h('b', {}, text),
            figures === '' ? null : h('span', {}, ` ${figures}`),
            missed === undefined
              ? null
              : h('span', { class: 'meter', 'aria-hidden': 'true' }, h('i', { style: { width: `${100 * missed}%` } })),
          ]);
        }),
      ),
    ),
  ]);
