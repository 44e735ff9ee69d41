import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { Drastic } from './drastic.ts';
import type { DrasticOrder } from './drastic.ts';
import { FactLines } from './fact-lines.ts';
import { signed } from './format.ts';
import { allFacts } from './past-facts.ts';
import { keepToken, token } from './place.ts';
import { outcome, sendCommand } from './send-command.ts';
import { SourceSplit } from './source-split.ts';
import { rows } from './store.ts';

const UNWIND_ALL: DrasticOrder = {
  command: 'unwind',
  coin: 'all',
  phrase: 'unwind all',
  title: 'Unwind everything',
  what: 'Closes every position at the market, and pauses.',
};
const KILL: DrasticOrder = {
  command: 'kill',
  phrase: 'kill',
  title: 'Kill switch',
  what: 'Closes everything until every venue says flat, then the engine ends. Nothing takes it back.',
};

/** The way from a stop to trading, and what each state allows. */
const MODES: readonly (readonly [state: string, what: string])[] = [
  ['stopped', 'No entries. What is held stays held and repaired.'],
  ['armed', 'Still no entries: the step between a stop and trading.'],
  ['trading', 'Candidates are entered.'],
  ['paused', 'No entries. What is held stays held and repaired.'],
];

/** The command that leads from one state to another, where one does. */
const STEPS: Readonly<Record<string, Readonly<Record<string, readonly [command: string, title: string]>>>> = {
  stopped: { armed: ['arm', 'Arm'] },
  armed: { trading: ['trade', 'Trade'], stopped: ['stop', 'Stop'] },
  trading: { paused: ['pause', 'Pause'], stopped: ['stop', 'Stop'] },
  paused: { trading: ['resume', 'Resume'], stopped: ['stop', 'Stop'] },
};

const FACTS_MAX = 50;

/** Commands: each needs the token that was printed when the engine started. */
export const Operate: FunctionComponent = () => {
  const head = rows.head.value.get('engine');
  if (head === undefined) return h('p', { class: 'hint' }, 'Waiting for the engine …');
  const isRecorded = head.world === 'recorded';
  const isReady = !isRecorded && token.value !== '';
  const commands = allFacts.value.filter(({ actor }) => actor === 'operator' || actor === 'guard');
  return h('div', { class: 'operate' }, [
    h('div', { class: 'stack' }, [
      panel('Mode', [
        isRecorded
          ? h('p', { class: 'recorded-note' }, 'A recorded world is over: it takes no commands.')
          : h(Token, {}),
        h(Modes, { state: head.operator, isReady }),
        h(Outcome, {}),
      ]),
      panel('Unwind', [h(Unwind, { isReady }), h(Drastic, { order: UNWIND_ALL, isReady })]),
      panel('Kill', h(Drastic, { order: KILL, isReady })),
      panel('Sources', h(SourceSplit, { isReady })),
    ]),
    panel('What operator and guard did', h(FactLines, { facts: commands.slice(0, FACTS_MAX), isBrief: true })),
  ]);
};

const panel = (title: string, content: ComponentChild): ComponentChild =>
  h('section', { class: 'panel', key: title }, [h('div', { class: 'bar' }, h('h2', {}, title)), content]);

const Modes: FunctionComponent<{ readonly state: string; readonly isReady: boolean }> = ({ state, isReady }) =>
  h('ol', { class: 'modes' }, [
    ...MODES.map(([mode, what]) => {
      const [command, title] = STEPS[state]?.[mode] ?? [];
      return h(
        'li',
        { key: mode, class: mode === state ? 'now' : '', 'aria-current': mode === state ? 'step' : undefined },
        [
          h('span', { class: `chip ${mode === state ? 'lit' : ''}` }, mode),
          h('small', {}, what),
          command === undefined
            ? null
            : h('button', { type: 'button', disabled: !isReady, onClick: () => void sendCommand({ command }) }, title),
        ],
      );
    }),
    state === 'killing'
      ? h('li', { key: 'killing', class: 'now' }, [
          h('span', { class: 'chip alarm' }, 'killing'),
          h('small', {}, 'Everything is being closed; no command is heard until the venues say flat.'),
        ])
      : null,
  ]);

const Outcome: FunctionComponent = () =>
  h('p', { role: 'status', class: `outcome ${outcome.value?.tone ?? ''}` }, outcome.value?.text ?? '');

const Token: FunctionComponent = () =>
  h('label', { class: 'token' }, [
    h(
      'span',
      {},
      token.value === ''
        ? 'Token: it stands in the address that was printed when the engine started. Without it nothing here acts.'
        : 'Token, kept for this tab',
    ),
    h('input', {
      type: 'password',
      autocomplete: 'off',
      value: token.value,
      onInput: ({ currentTarget }: Event) => keepToken((currentTarget as HTMLInputElement).value.trim()),
    }),
  ]);

const Unwind: FunctionComponent<{ readonly isReady: boolean }> = ({ isReady }) => {
  const open = [...rows.positions.value.values()];
  if (open.length === 0) return h('p', { class: 'hint' }, 'Nothing is held.');
  return h(
    'div',
    { class: 'orders' },
    open.map(({ coin, state, netUsd }): ComponentChild =>
      h('div', { key: coin, class: 'order' }, [
        h(
          'button',
          { type: 'button', disabled: !isReady, onClick: () => void sendCommand({ command: 'unwind', coin }) },
          `Unwind ${coin}`,
        ),
        h('small', {}, `${state}, ${signed(netUsd, 2)} USD so far`),
      ]),
    ),
  );
};
