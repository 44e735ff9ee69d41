import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useRef } from 'preact/hooks';
import type { MarkKind, PastState, TimelineMarks } from '../messages.ts';
import { clockText, dayText } from './format.ts';
import { timeline, wish } from './time.ts';
import type { Wish } from './time.ts';

const WIDTH = 1000;
const HEIGHT = 34;
/** Rows of marks, from above; alerts stand tallest. */
const MARKS: readonly (readonly [kind: MarkKind, y: number, height: number])[] = [
  ['state', 20, 12],
  ['settlement', 12, 8],
  ['fill', 6, 14],
  ['alert', 2, 30],
  ['restart', 0, 34],
];
/** A part of the span that a page key goes. */
const PAGE = 20;

/** The whole span as a bar with its marks; the instant is dragged on it or moved by keys. */
export const TimeTrack: FunctionComponent<{ readonly now: PastState }> = ({ now }) => {
  const track = useRef<HTMLDivElement>(null);
  const dragged = useSignal<number | undefined>(undefined);
  const lengthMs = Math.max(1, now.toMs - now.fromMs);
  const atMs = dragged.value ?? now.atMs;
  const part = (ms: number): number => Math.min(1, Math.max(0, (ms - now.fromMs) / lengthMs));
  const timeOf = ({ clientX }: PointerEvent): number => {
    const { left = 0, width = 1 } = track.current?.getBoundingClientRect() ?? {};
    return now.fromMs + lengthMs * Math.min(1, Math.max(0, (clientX - left) / width));
  };
  return h(
    'div',
    {
      ref: track,
      class: 'track',
      role: 'slider',
      tabIndex: 0,
      'aria-label': 'Instant',
      'aria-valuemin': now.fromMs,
      'aria-valuemax': now.toMs,
      'aria-valuenow': Math.round(atMs),
      'aria-valuetext': textOf(atMs),
      onKeyDown: (event: KeyboardEvent) => {
        const wanted = keyWish(event.key, now, lengthMs);
        if (wanted === undefined) return;
        event.preventDefault();
        wish(wanted);
      },
      ...dragging(track, dragged, timeOf),
    },
    [
      h('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, [
        h('rect', { class: 'gone', x: 0, y: 0, width: WIDTH * part(atMs), height: HEIGHT }),
        h('g', {}, marksOf(timeline.value)),
        h('rect', { class: 'needle', x: WIDTH * part(atMs) - 1.5, y: 0, width: 3, height: HEIGHT }),
      ]),
      h('span', { class: 'from' }, textOf(now.fromMs)),
      dragged.value === undefined ? null : h('span', { class: 'dragged' }, textOf(dragged.value)),
      h('span', { class: 'to' }, textOf(now.toMs)),
    ],
  );
};

const seek = (atMs: number): void => wish({ act: 'seek-time', atMs: Math.round(atMs) });

/** Pointer handlers: the instant follows a pointer that was pressed on the bar. */
const dragging = (
  track: { readonly current: HTMLDivElement | null },
  dragged: Signal<number | undefined>,
  timeOf: (event: PointerEvent) => number,
) => {
  const follow = (event: PointerEvent): void => {
    dragged.value = timeOf(event);
    seek(dragged.value);
  };
  const release = (): void => void (dragged.value = undefined);
  return {
    onPointerDown: (event: PointerEvent) => {
      track.current?.setPointerCapture(event.pointerId);
      follow(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (dragged.peek() !== undefined) follow(event);
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
};

const keyWish = (key: string, now: PastState, lengthMs: number): Wish | undefined => {
  if (key === 'Home') return { act: 'seek', seq: 0 };
  if (key === 'End') return { act: 'seek', seq: now.lastSeq };
  const by = { PageUp: lengthMs / PAGE, PageDown: -lengthMs / PAGE }[key];
  if (by === undefined) return undefined;
  return { act: 'seek-time', atMs: Math.round(Math.min(now.toMs, Math.max(now.fromMs, now.atMs + by))) };
};

const marksOf = (marks: TimelineMarks | undefined): ComponentChild => {
  if (marks === undefined) return null;
  const lengthMs = Math.max(1, marks.toMs - marks.fromMs);
  return MARKS.map(([kind, y, height]) =>
    h('path', {
      key: kind,
      class: `mark-${kind}`,
      d: marks.marks[kind]
        .map(([, atMs]) => `M${((WIDTH * (atMs - marks.fromMs)) / lengthMs).toFixed(1)} ${y}v${height}`)
        .join(''),
      'vector-effect': 'non-scaling-stroke',
    }),
  );
};

const textOf = (atMs: number): string => `${dayText(atMs)} ${clockText(atMs)}`;
