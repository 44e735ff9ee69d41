import type { Signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild } from 'preact';

/** A field to find something by; `name` is read out where the placeholder says less. */
export const searchField = (placeholder: string, sought: Signal<string>, name = placeholder): ComponentChild =>
  h('input', {
    type: 'search',
    placeholder,
    'aria-label': name,
    value: sought.value,
    onInput: ({ currentTarget }: Event) => {
      sought.value = (currentTarget as HTMLInputElement).value;
    },
  });

/** A list of orders to sort by. */
export const sortField = <Order extends string>(
  held: Signal<Order>,
  names: Readonly<Record<Order, string>>,
): ComponentChild =>
  h('label', { class: 'sort' }, [
    'Sort by ',
    h(
      'select',
      {
        value: held.value,
        onChange: ({ currentTarget }: Event) => {
          const asked = (currentTarget as HTMLSelectElement).value;
          const known = (Object.keys(names) as Order[]).find((one) => one === asked);
          if (known !== undefined) held.value = known;
        },
      },
      Object.entries<string>(names).map(([value, words]) => h('option', { key: value, value }, words)),
    ),
  ]);
