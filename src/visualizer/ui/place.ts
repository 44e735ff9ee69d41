import { computed, signal } from '@preact/signals';

/** Where the page is: the address bar holds it, so that a link shows the same. */
const hash = signal(location.hash);

const TOKEN = 'hedgerow-token';

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

export const place = computed(() => {
  const [, view = 'fleet', rest = ''] = /^#\/([a-z-]+)(?:\/(.*))?$/.exec(hash.value) ?? [];
  return { view, detail: decoded(rest) };
});

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
