/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { batch, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { PastRequest } from '../past-request.ts';
import type { SectionName, Sections, ServerMessage, WatchMessage, WatchedActor } from '../messages.ts';

type Rows<Name extends SectionName> = ReadonlyMap<string, Sections[Name]>;

const section = <Name extends SectionName>(): Signal<Rows<Name>> => signal<Rows<Name>>(new Map());

const sections: { readonly [Name in SectionName]: Signal<Rows<Name>> } = {
  head: section(),
  feeds: section(),
  markets: section(),
  routes: section(),
  refusals: section(),
  positions: section(),
  lanes: section(),
  closed: section(),
  actors: section(),
  equity: section(),
  facts: section(),
  time: section(),
};

/** What the server said last, by section. */
export const rows: { readonly [Name in SectionName]: ReadonlySignal<Rows<Name>> } = sections;

export const link = signal<'connecting' | 'live' | 'lost'>('connecting');
export const watched = signal<WatchedActor | undefined>(undefined);

/** Why the server has no room for this page. */
export const refusal = signal('');

const NO_ROOM = 1013;
const RETRY_MS = 1000;
let socket: WebSocket | undefined;
let wanted: string | null = null;
/** What has been taken: of which life of the server, up to which delta. */
let taken: { readonly session: string; readonly n: number } | undefined;

/** Asks for one actor's inside, or for none. */
export const watch = (actor: string | null): void => {
  if (wanted === actor) return;
  wanted = actor;
  watched.value = undefined;
  tellWanted();
};

/** Connects, and again whenever the connection is lost. */
export const connect = (): void => {
  const resume = taken === undefined ? '' : `?session=${encodeURIComponent(taken.session)}&n=${taken.n}`;
  const opened = new WebSocket(`ws://${location.host}/ws${resume}`);
  socket = opened;
  opened.addEventListener('open', tellWanted);
  opened.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') take(JSON.parse(data) as ServerMessage);
  });
  opened.addEventListener('close', ({ code, reason }) => {
    refusal.value = code === NO_ROOM ? reason : '';
    link.value = 'lost';
    window.setTimeout(connect, RETRY_MS);
  });
};

/** Asks for what the server knows at the instant of this page. */
export const read = (path: string): Promise<Response | undefined> =>
  fetch(path, taken === undefined ? {} : { headers: { 'hedgerow-page': taken.session } }).catch(() => undefined);

const tellWanted = (): void => {
  const message: WatchMessage = { type: 'watch', actor: wanted };
  say(message);
};

/** What is said while there is no connection is lost. */
export const say = (message: WatchMessage | PastRequest): void => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};

const take = (message: ServerMessage): void => {
  if (message.type === 'actor') {
    if (message.actor === wanted) watched.value = message;
    return;
  }
  if (message.type === 'snapshot') taken = { session: message.session, n: message.n };
  // after a gap only a snapshot helps
  else if (taken?.n !== message.n - 1) return startAnew();
  else taken = { ...taken, n: message.n };
  batch(() => {
    link.value = 'live';
    for (const name of Object.keys(sections) as SectionName[]) applyNamed(name, message);
  });
};

const startAnew = (): void => {
  taken = undefined;
  socket?.close();
};

/** One section at a time: its name ties rows and signal together. */
const applyNamed = (name: SectionName, { type, changes }: Exclude<ServerMessage, { type: 'actor' }>): void => {
  const changed = changes[name];
  if (changed !== undefined) apply(sections[name] as Signal<ReadonlyMap<string, unknown>>, type, changed);
};

const apply = (
  held: Signal<ReadonlyMap<string, unknown>>,
  type: 'snapshot' | 'delta',
  changed: readonly (readonly [key: string, value: unknown])[],
): void => {
  const next = new Map<string, unknown>(type === 'snapshot' ? [] : held.value);
  for (const [key, value] of changed) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  held.value = next;
};
