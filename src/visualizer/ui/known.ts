import { h } from 'preact';
import type { ComponentChild } from 'preact';

/** A figure in words, or a dash that says why there is none. */
export const known = <Value>(
  value: Value | undefined,
  words: (value: Value) => ComponentChild,
  why: string,
): ComponentChild =>
  value === undefined
    ? h('abbr', { class: 'unknown', title: why, 'aria-label': `unknown: ${why}` }, '–')
    : words(value);

/** Names, figures and remarks. */
export const figures = (
  list: readonly (readonly [name: string, value: ComponentChild, remark?: string])[],
): ComponentChild =>
  h(
    'dl',
    { class: 'figures' },
    list.map(([name, value, remark]) =>
      h('div', { key: name }, [
        h('dt', {}, name),
        h('dd', {}, [value, remark === undefined || remark === '' ? null : h('small', {}, ` ${remark}`)]),
      ]),
    ),
  );
