import { computed, signal } from '@preact/signals';

/** Where the page is: the address bar holds it, so that a link shows the same. */
const hash = signal(location.hash);

const TOKEN = 'hedgerow-token';
/** Of a run that is over: the fact after which it is looked at. */
const AT = /\?at=(\d{1,15})$/;

export const token = signal(sessionStorage.getItem(TOKEN) ?? '');
export const keepToken = (value: string): void => {
  token.value = value;
  sessionStorage.setItem(TOKEN, value);
};

/** A token in the address is kept for this tab and taken out of the address. */
const takeToken = (): void => {
  const found = /^#token=([\w-]+)/.exec(location.hash)?.[1];
  if (found === undefined) return;
  keepToken(found);
  history.replaceState(null, '', '#/fleet');
};

export const followAddress = (): void => {
  readAddress();
  window.addEventListener('hashchange', readAddress);
};

const readAddress = (): void => {
  takeToken();
  hash.value = location.hash;
};

const where = computed(() => hash.value.replace(AT, ''));

export const place = computed(() => {
  const [, view = 'fleet', rest = ''] = /^#\/([a-z-]+)(?:\/(.*))?$/.exec(where.value) ?? [];
  return { view, detail: decoded(rest) };
});

/** The instant the address asks for; `undefined` where it asks for none. */
export const askedAt = computed(() => {
  const found = AT.exec(hash.value)?.[1];
  return found === undefined ? undefined : Number(found);
});

/** The address names this instant from here on; the way back leads to other views, not to other instants. */
export const keepAt = (seq: number): void => {
  const here = location.hash.replace(AT, '');
  const shown = here.startsWith('#/') ? here : '#/fleet';
  const wanted = `${shown}?at=${seq}`;
  if (location.hash === wanted) return;
  history.replaceState(history.state, '', wanted);
  hash.value = wanted;
};

/** What is chosen in a view goes into the address; the instant stays, and there is nothing to go back to. */
export const rewrite = (view: string, detail: string): void => {
  const wanted = hrefOf(view, detail) + (AT.exec(location.hash)?.[0] ?? '');
  if (location.hash !== wanted) history.replaceState(history.state, '', wanted);
};

export const hrefOf = (view: string, detail = ''): string =>
  detail === '' ? `#/${view}` : `#/${view}/${encodeURIComponent(detail)}`;

export const go = (view: string, detail = ''): void => {
  location.hash = hrefOf(view, detail);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};
