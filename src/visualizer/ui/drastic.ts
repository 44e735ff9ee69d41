import { signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { outcome, sendCommand } from './send-command.ts';

export interface DrasticOrder {
  readonly command: 'unwind' | 'kill';
  readonly coin?: 'all';
  /** What must be typed. */
  readonly phrase: string;
  readonly title: string;
  readonly what: string;
}

/** Which order is being asked for, and what was typed so far. */
const asking = signal<{ readonly phrase: string; readonly typed: string } | undefined>(undefined);

interface DrasticProps {
  readonly order: DrasticOrder;
  readonly isReady: boolean;
}

/** An order that closes everything: the button only asks, the words typed after it send. */
export const Drastic: FunctionComponent<DrasticProps> = ({ order, isReady }) => {
  const { phrase, title, what } = order;
  const isAsking = asking.value?.phrase === phrase;
  return h('div', { class: 'drastic' }, [
    h('div', { class: 'order' }, [
      h(
        'button',
        {
          type: 'button',
          class: 'danger',
          disabled: !isReady,
          'aria-expanded': isAsking,
          onClick: () => {
            outcome.value = undefined;
            asking.value = isAsking ? undefined : { phrase, typed: '' };
          },
        },
        `${title} …`,
      ),
      h('small', {}, what),
    ]),
    isAsking ? h(Words, { order, isReady }) : null,
  ]);
};

/** Where the words are typed: Enter sends, Escape gives up. */
const Words: FunctionComponent<DrasticProps> = ({ order: { command, coin, phrase, title }, isReady }) => {
  const typed = asking.value?.typed ?? '';
  const act = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (typed !== phrase || !isReady) return;
    if (await sendCommand({ command, confirm: phrase, ...(coin === undefined ? {} : { coin }) })) close();
  };
  const listeners = {
    onSubmit: (event: Event) => void act(event),
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close();
    },
  };
  return h('form', { class: 'confirm', ...listeners }, [
    h('label', {}, [
      h('span', {}, ['Type ', h('code', {}, phrase), ' to go on']),
      h('input', {
        autocomplete: 'off',
        spellcheck: false,
        value: typed,
        ref: (field: HTMLInputElement | null) => {
          if (field !== null && typed === '') field.focus();
        },
        onInput: ({ currentTarget }: Event) => {
          asking.value = { phrase, typed: (currentTarget as HTMLInputElement).value };
        },
      }),
    ]),
    h('button', { type: 'submit', class: 'danger filled', disabled: typed !== phrase || !isReady }, title),
    h('button', { type: 'button', onClick: close }, 'Cancel'),
    // what is told of every command stands elsewhere, out of sight on a telephone
    outcome.value?.tone === 'bad' ? h('p', { role: 'alert', class: 'outcome bad' }, outcome.value.text) : null,
  ]);
};

const close = (): void => {
  asking.value = undefined;
};
