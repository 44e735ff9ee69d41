import { signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { FactLines } from './fact-lines.ts';
import { keepToken, token } from './place.ts';
import { rows } from './store.ts';

interface Order {
  readonly command: string;
  readonly coin?: string;
  readonly confirm?: string;
}

const outcome = signal('');
const typed = signal('');

/** What closes everything: a phrase must be typed before. */
const DRASTIC = [
  {
    command: 'unwind',
    coin: 'all',
    phrase: 'unwind all',
    title: 'Unwind everything',
    what: 'Closes every position at the market, and pauses.',
  },
  {
    command: 'kill',
    phrase: 'kill',
    title: 'Kill switch',
    what: 'Closes everything until every venue says flat, then the engine ends. Nothing takes it back.',
  },
] as const;

/** What the operator may do from each state. */
const OFFERED: Readonly<Record<string, readonly (readonly [command: string, title: string, what: string])[]>> = {
  stopped: [['arm', 'Arm', 'The first of two steps from a stop to trading.']],
  armed: [
    ['trade', 'Trade', 'Let candidates be entered.'],
    ['stop', 'Stop', 'No entries until armed and set to trade again; what is held stays held and repaired.'],
  ],
  trading: [
    ['pause', 'Pause', 'No entries; what is held stays held and repaired.'],
    ['stop', 'Stop', 'No entries until armed and set to trade again; what is held stays held and repaired.'],
  ],
  paused: [
    ['resume', 'Resume', 'Trade again; also asks a paused guard to resume.'],
    ['stop', 'Stop', 'No entries until armed and set to trade again; what is held stays held and repaired.'],
  ],
};

/** Commands: each needs the token that was printed when the engine started. */
export const Operate: FunctionComponent = () => {
  const head = rows.head.value.get('engine');
  if (head === undefined) return h('p', { class: 'hint' }, 'Waiting for the engine …');
  const isRecorded = head.world === 'recorded';
  const isReady = !isRecorded && token.value !== '';
  const commands = [...rows.facts.value.values()]
    .filter(({ actor }) => actor === 'operator' || actor === 'guard')
    .toReversed();
  return h('div', { class: 'stack narrow' }, [
    h('section', { class: 'panel' }, [
      h('div', { class: 'bar' }, [h('h2', {}, 'Operate'), h('span', { class: 'chip lit' }, head.operator)]),
      isRecorded ? h('p', { class: 'hint' }, 'A recorded world is over: it takes no commands.') : h(Token, {}),
      h(
        'div',
        { class: 'orders' },
        (OFFERED[head.operator] ?? []).map(([command, title, what]) =>
          h('div', { key: command }, [
            h('button', { type: 'button', disabled: !isReady, onClick: () => void send({ command }) }, title),
            h('small', {}, what),
          ]),
        ),
      ),
      h('p', { role: 'status', class: 'outcome' }, outcome.value),
    ]),
    h('section', { class: 'panel' }, [
      h('div', { class: 'bar' }, h('h2', {}, 'Unwind')),
      h(Unwind, { isReady }),
      h(Drastic, { isReady }),
    ]),
    h('section', { class: 'panel' }, [
      h('div', { class: 'bar' }, h('h2', {}, 'What operator and guard did')),
      h(FactLines, { facts: commands.slice(0, 50), isBrief: false }),
    ]),
  ]);
};

const Token: FunctionComponent = () =>
  h('label', { class: 'token' }, [
    h('span', {}, token.value === '' ? 'Token, printed where the engine was started' : 'Token, kept for this tab'),
    h('input', {
      type: 'password',
      autocomplete: 'off',
      value: token.value,
      onInput: ({ currentTarget }: Event) => keepToken((currentTarget as HTMLInputElement).value.trim()),
    }),
  ]);

const Unwind: FunctionComponent<{ readonly isReady: boolean }> = ({ isReady }) => {
  const coins = [...rows.positions.value.keys()];
  if (coins.length === 0) return h('p', { class: 'hint' }, 'Nothing is held.');
  return h(
    'div',
    { class: 'orders' },
    coins.map((coin): ComponentChild =>
      h('div', { key: coin }, [
        h(
          'button',
          { type: 'button', disabled: !isReady, onClick: () => void send({ command: 'unwind', coin }) },
          `Unwind ${coin}`,
        ),
        h('small', {}, rows.positions.value.get(coin)?.state ?? ''),
      ]),
    ),
  );
};

const Drastic: FunctionComponent<{ readonly isReady: boolean }> = ({ isReady }) =>
  h('div', { class: 'orders' }, [
    h('div', { key: ' typed' }, [
      h('input', {
        'aria-label': 'Type the words of what is wanted',
        placeholder: 'words asked for below',
        value: typed.value,
        onInput: ({ currentTarget }: Event) => {
          typed.value = (currentTarget as HTMLInputElement).value;
        },
      }),
    ]),
    ...DRASTIC.map(({ phrase, title, what, ...order }): ComponentChild =>
      h('div', { key: phrase }, [
        h(
          'button',
          {
            type: 'button',
            class: 'danger',
            disabled: !isReady || typed.value !== phrase,
            onClick: () => void send({ ...order, confirm: phrase }),
          },
          title,
        ),
        h('small', {}, `Type "${phrase}" above. ${what}`),
      ]),
    ),
  ]);

const send = async (order: Order): Promise<void> => {
  const answer = await fetch('/api/command', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token.value}` },
    body: JSON.stringify(order),
  }).catch(() => undefined);
  if (answer === undefined) outcome.value = 'The engine did not answer.';
  else if (answer.ok) {
    outcome.value = `Sent: ${order.command}${order.coin === undefined ? '' : ` ${order.coin}`}.`;
    typed.value = '';
  } else {
    const body: unknown = await answer.json().catch(() => undefined);
    const reason =
      typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : `status ${answer.status}`;
    outcome.value = `Refused: ${reason}.`;
  }
};
