import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { MarkKind, PastSpeed, PastState } from '../messages.ts';
import { dayText, decimals, instantText } from './format.ts';
import { jump, jumpTo, past, speed, step, timeline, togglePlay, wish } from './time.ts';
import { TimeTrack } from './time-track.ts';

const KEYS = 'Space plays and pauses, ← → step by fact, Shift ← → jump, on the bar Home and End go to its ends';
const KINDS: readonly (readonly [MarkKind, string])[] = [
  ['state', 'state change'],
  ['fill', 'fill'],
  ['alert', 'alert'],
  ['settlement', 'settlement'],
  ['restart', 'restart'],
];
const SPEEDS: readonly PastSpeed[] = [1, 10, 60, 600, 'max'];

/** Of a run that is over: the instant that is looked at, and the ways to another. */
export const TimeBar: FunctionComponent = () => {
  const now = past.value;
  if (now === undefined) return null;
  return h('section', { class: 'time', 'aria-label': 'Time', title: KEYS }, [
    h(TimeTrack, { now }),
    h('div', { class: 'time-row' }, [h(Moves, { now }), h(Jumps, { now }), h(Legend, {}), h(Instant, { now })]),
  ]);
};

const Moves: FunctionComponent<{ readonly now: PastState }> = ({ now }) =>
  h('div', { class: 'time-moves' }, [
    button('Step back', '‹', { onClick: () => step(-1), disabled: now.seq <= 0 }),
    h(
      'button',
      { type: 'button', class: 'play', 'aria-label': now.isPlaying ? 'Pause' : 'Play', onClick: togglePlay },
      h('svg', { viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true' }, [
        now.isPlaying ? h('path', { d: 'M3 2h4v12H3zM9 2h4v12H9z' }) : h('path', { d: 'M4 1.5l10 6.5-10 6.5z' }),
      ]),
    ),
    button('Step forward', '›', { onClick: () => step(1), disabled: now.seq >= now.lastSeq }),
    h(
      'select',
      {
        'aria-label': 'Speed',
        value: String(speed.value),
        onChange: ({ currentTarget }: Event) => {
          const chosen = (currentTarget as HTMLSelectElement).value;
          speed.value = SPEEDS.find((one) => String(one) === chosen) ?? 60;
          if (past.peek()?.isPlaying === true) wish({ act: 'play', speed: speed.value });
        },
      },
      SPEEDS.map((one) => h('option', { key: one, value: String(one) }, one === 'max' ? 'max' : `${one}×`)),
    ),
  ]);

const Jumps: FunctionComponent<{ readonly now: PastState }> = ({ now }) => {
  const [first, last] = timeline.value?.ends[jumpTo.value] ?? [0, 0];
  return h('div', { class: 'time-jumps' }, [
    button(`Previous ${nameOf(jumpTo.value)}`, '«', {
      onClick: () => jump(-1),
      disabled: first === 0 || first >= now.seq,
    }),
    h(
      'select',
      {
        'aria-label': 'Jump to',
        value: jumpTo.value,
        onChange: ({ currentTarget }: Event) => {
          const chosen = (currentTarget as HTMLSelectElement).value;
          jumpTo.value = KINDS.find(([kind]) => kind === chosen)?.[0] ?? 'state';
        },
      },
      KINDS.map(([kind, name]) => h('option', { key: kind, value: kind }, name)),
    ),
    button(`Next ${nameOf(jumpTo.value)}`, '»', { onClick: () => jump(1), disabled: last <= now.seq }),
  ]);
};

const Legend: FunctionComponent = () =>
  h(
    'p',
    { class: 'time-legend', 'aria-hidden': 'true' },
    KINDS.map(([kind, name]) => h('span', { key: kind }, [h('i', { class: `mark-${kind}` }), name])),
  );

const Instant: FunctionComponent<{ readonly now: PastState }> = ({ now }) =>
  h('p', { class: 'time-now' }, [
    h('time', { dateTime: new Date(now.atMs).toISOString() }, `${dayText(now.atMs)} ${instantText(now.atMs)} UTC`),
    h('span', { class: 'count' }, `fact ${decimals(now.seq, 0)} of ${decimals(now.lastSeq, 0)}`),
    h('span', { class: 'time-source', title: now.source }, now.source),
    h(
      'span',
      { class: 'time-state', role: 'status' },
      now.seeking === null ? '' : `on the way, ${decimals(100 * now.seeking, 0)} %`,
    ),
    h('span', { class: 'visually-hidden' }, KEYS),
  ]);

const nameOf = (kind: MarkKind): string => KINDS.find(([one]) => one === kind)?.[1] ?? kind;

const button = (
  name: string,
  sign: string,
  { onClick, disabled = false }: { readonly onClick: () => void; readonly disabled?: boolean },
): ComponentChild => h('button', { type: 'button', 'aria-label': name, title: name, disabled, onClick }, sign);
