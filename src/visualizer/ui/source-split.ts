import { signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { FeedStatus } from '../../engine/view/status.ts';
import { decimals } from './format.ts';
import { rows } from './store.ts';
import { sendCommand } from './send-command.ts';
import { shareText } from './share-text.ts';

/** Percent being typed, by venue. */
const drafts = signal<ReadonlyMap<string, string>>(new Map());

/** Which share of each venue's markets a relay serves, and the order that changes it. */
export const SourceSplit: FunctionComponent<{ readonly isReady: boolean }> = ({ isReady }) => {
  const relayed = [...rows.feeds.value.values()].filter(({ share }) => share !== undefined);
  if (relayed.length === 0)
    return h(
      'p',
      { class: 'hint' },
      'No relay is configured: every venue speaks for itself. See relays in the configuration.',
    );
  return h(
    'div',
    { class: 'orders' },
    relayed.map((feed) => line(feed, isReady)),
  );
};

const line = ({ venue, share }: FeedStatus, isReady: boolean): ComponentChild => {
  if (share === undefined) return null;
  const draft = drafts.value.get(venue) ?? decimals(share.shareFraction * 100, 0);
  const percent = Number(draft);
  const isShare = draft.trim() !== '' && percent >= 0 && percent <= 100;
  const set = (shareFraction: number): void => {
    void sendCommand({ command: 'split', venue, shareFraction });
    drafts.value = new Map([...drafts.value].filter(([name]) => name !== venue));
  };
  return h(
    'form',
    {
      key: venue,
      class: 'order split-line',
      onSubmit: (event: Event) => {
        event.preventDefault();
        if (isShare) set(percent / 100);
      },
    },
    [
      h('b', {}, venue),
      h('label', {}, [
        h('input', {
          type: 'number',
          min: 0,
          max: 100,
          step: 1,
          value: draft,
          disabled: !isReady,
          'aria-label': `Percent of ${venue} that ${share.relay} serves`,
          onInput: ({ currentTarget }: Event) => {
            drafts.value = new Map(drafts.value).set(venue, (currentTarget as HTMLInputElement).value);
          },
        }),
        ' %',
      ]),
      h('button', { type: 'submit', disabled: !isReady || !isShare }, 'Set'),
      h(
        'button',
        { type: 'button', disabled: !isReady || share.shareFraction === 0, onClick: () => set(0) },
        'All direct',
      ),
      h('small', { class: share.state === 'well' || share.shareFraction === 0 ? '' : 'bad' }, shareText(share)),
    ],
  );
};
