import { computed, effect, signal } from '@preact/signals';
import type { MarkKind, PastSpeed, PastState, TimelineMarks } from '../messages.ts';
import type { PastRequest } from '../past-request.ts';
import { askedAt, keepAt, place } from './place.ts';
import { link, rows, say } from './store.ts';

/** The instant that is looked at, of a run that is over; `undefined` while an engine runs. */
export const past = computed((): PastState | undefined => rows.time.value.get('past'));
export const timeline = signal<TimelineMarks | undefined>(undefined);
/** What one jumps to. */
export const jumpTo = signal<MarkKind>('state');
export const speed = signal<PastSpeed>(60);

export type Wish = PastRequest extends infer One ? (One extends PastRequest ? Omit<One, 'type'> : never) : never;
export const wish = (request: Wish): void => say({ type: 'past', ...request });

/** Browsers take about three changes of the address a second, and it changes four times while it plays. */
const KEPT_EVERY = 4;
let passed = 0;
/** The instant in the address that is known here: asked for already, or written by this page. */
let known: number | undefined;
/** What the address asked for is on its way: until then it is not written over. */
let awaited: PastState | undefined;

/** The instant and the address say the same: a link leads to its instant, and where one goes the address follows. */
export const followTime = (): void => {
  effect(() => {
    // who comes back begins at the end, and goes where the address says
    if (link.value !== 'live') known = undefined;
  });
  effect(() => {
    const now = past.value;
    const asked = askedAt.value;
    // a step to another view leaves the instant out of the address
    void place.value;
    if (now === undefined || link.value !== 'live') return;
    if (timeline.peek()?.lastSeq !== now.lastSeq) void readTimeline();
    if (asked !== undefined && asked !== known) return ask(asked, now);
    if (awaited !== undefined && (awaited === now || now.seeking !== null)) return;
    awaited = undefined;
    keep(now);
  });
};

const ask = (seq: number, now: PastState): void => {
  known = seq;
  if (seq === now.seq) return keep(now);
  awaited = now;
  wish({ act: 'seek', seq });
};

const keep = (now: PastState): void => {
  passed += 1;
  if (now.isPlaying && passed % KEPT_EVERY !== 0 && askedAt.peek() !== undefined) return;
  known = now.seq;
  keepAt(now.seq);
};

const readTimeline = async (): Promise<void> => {
  const answer = await fetch('/api/past').catch(() => undefined);
  if (answer?.ok === true) timeline.value = (await answer.json()) as TimelineMarks;
};

/** Plays, or stands still. */
export const togglePlay = (): void => {
  wish(past.peek()?.isPlaying === true ? { act: 'pause' } : { act: 'play', speed: speed.peek() });
};

export const step = (by: 1 | -1): void => wish({ act: 'step', by });
export const jump = (by: 1 | -1): void => wish({ act: 'jump', to: jumpTo.peek(), by });

/** Space, arrows and their like, wherever they are not something else's. */
export const followKeys = (): void => {
  document.addEventListener('keydown', (event) => {
    if (past.peek() === undefined || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('input, select, textarea') !== null) return;
    if (event.key === ' ' && target.closest('button, a, summary') !== null) return;
    const action = keyActions[event.shiftKey ? `Shift ${event.key}` : event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
};

const keyActions: Readonly<Record<string, () => void>> = {
  ' ': togglePlay,
  ArrowRight: () => step(1),
  ArrowLeft: () => step(-1),
  'Shift ArrowRight': () => jump(1),
  'Shift ArrowLeft': () => jump(-1),
};
