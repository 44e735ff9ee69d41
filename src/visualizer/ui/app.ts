import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { Fleet } from './fleet.ts';
import { clockText, dayText, signed, usdText } from './format.ts';
import { Journal } from './journal.ts';
import { Machine } from './machine.ts';
import { MarketView } from './market.ts';
import { Operate } from './operate.ts';
import { hrefOf, place } from './place.ts';
import { Positions } from './positions.ts';
import { link, refusal, rows } from './store.ts';
import { TimeBar } from './time-bar.ts';
import { WhyNot } from './why-not.ts';

const VIEWS: readonly { readonly id: string; readonly title: string; readonly view: FunctionComponent }[] = [
  { id: 'fleet', title: 'Fleet', view: Fleet },
  { id: 'market', title: 'Market', view: MarketView },
  { id: 'machine', title: 'Machine', view: Machine },
  { id: 'positions', title: 'Positions', view: Positions },
  { id: 'why-not', title: 'Why not', view: WhyNot },
  { id: 'journal', title: 'Journal', view: Journal },
  { id: 'operate', title: 'Operate', view: Operate },
];

/** The frame: who it is, how it stands, where one can go. */
export const App: FunctionComponent = () => {
  const current = VIEWS.find(({ id }) => id === place.value.view) ?? VIEWS[0];
  return h('div', { class: 'app' }, [
    h('header', { class: 'top' }, [
      h('div', { class: 'brand' }, [mark(), h('h1', {}, 'Hedgerow'), h(Link, {})]),
      h(
        'nav',
        { class: 'tabs', 'aria-label': 'Views' },
        VIEWS.map(({ id, title }) =>
          h('a', { key: id, href: hrefOf(id), 'aria-current': id === current?.id ? 'page' : undefined }, title),
        ),
      ),
      h(Vitals, {}),
    ]),
    h('main', { class: `view view-${current?.id ?? ''}` }, [
      h(LostNote, {}),
      current === undefined ? null : h(current.view, {}),
    ]),
    h(TimeBar, {}),
  ]);
};

const Link: FunctionComponent = () => {
  const head = rows.head.value.get('engine');
  const words = {
    connecting: 'connecting',
    live: head === undefined ? '' : `${head.world} world`,
    lost: refusal.value === '' ? 'connection lost' : refusal.value,
  };
  return h('span', { class: `badge link-${link.value}`, role: 'status' }, words[link.value]);
};

/** What stands there looks as alive as before: it is said that it is not. */
const LostNote: FunctionComponent = () => {
  const head = rows.head.value.get('engine');
  if (link.value !== 'lost' || head === undefined) return null;
  const { nowMs } = head;
  return h(
    'p',
    { class: 'lost-note', role: 'alert' },
    `Nothing is heard of the engine: what is shown is of ${dayText(nowMs)} ${clockText(nowMs)} UTC. It is asked every second.`,
  );
};

const Vitals: FunctionComponent = () => {
  const head = rows.head.value.get('engine');
  if (head === undefined) return null;
  const { account, nowMs, operator, guard, failClosed } = head;
  const gained = account.equityUsd === undefined ? undefined : account.equityUsd - account.capitalUsd;
  return h('dl', { class: 'vitals' }, [
    vital(`UTC ${dayText(nowMs)}`, clockText(nowMs)),
    vital('Operator', operator, operator === 'trading' ? 'good' : 'warn'),
    vital('Guard', guard, guard === 'active' ? 'good' : 'bad'),
    ...(failClosed.length === 0 ? [] : [vital('No entries', failClosed.join(', '), 'bad')]),
    vital('Equity USD', usdText(account.equityUsd)),
    vital('Since capital', signed(gained, 2), toneOf(gained)),
  ]);
};

export const toneOf = (value: number | undefined): string => {
  if (value === undefined || value === 0) return '';
  return value > 0 ? 'good' : 'bad';
};

const vital = (name: string, value: string, tone = ''): ComponentChild =>
  h('div', { key: name }, [h('dt', {}, name), h('dd', { class: tone }, value)]);

const mark = (): ComponentChild =>
  h('svg', { viewBox: '0 0 32 32', width: 22, height: 22, 'aria-hidden': 'true' }, [
    h('path', { d: 'M3 23c5 0 5-14 10-14s5 14 10 14 3-7 6-10', class: 'mark-long' }),
    h('path', { d: 'M3 9c5 0 5 14 10 14s5-14 10-14 3 7 6 10', class: 'mark-short' }),
  ]);
