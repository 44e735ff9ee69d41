import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type { Fact } from '../../domain/fact.ts';
import { instantText } from './format.ts';
import { hrefOf } from './place.ts';

interface FactLinesProps {
  readonly facts: readonly Fact[];
  /** Narrow; without the actor where there is only one. */
  readonly isBrief: boolean;
  readonly current?: string;
}

/** Facts one a line, each a link to its record. */
export const FactLines: FunctionComponent<FactLinesProps> = ({ facts, isBrief, current }) =>
  facts.length === 0
    ? h('p', { class: 'hint' }, 'Nothing among the facts the page holds.')
    : h(
        'ol',
        { class: `facts ${isBrief ? 'brief' : ''}` },
        facts.map((fact) =>
          h(
            'li',
            { key: fact.seq },
            h(
              'a',
              {
                href: hrefOf('journal', String(fact.seq)),
                'aria-current': String(fact.seq) === current ? 'true' : undefined,
              },
              [
                h('time', {}, instantText(fact.atMs)),
                h('b', { class: `kind-${fact.type.split('.')[0] ?? ''}` }, fact.type),
                isBrief && facts.every(({ actor }) => actor === fact.actor)
                  ? null
                  : h('span', { class: 'actor' }, fact.actor),
                h('span', { class: 'gist' }, gistOf(fact)),
              ],
            ),
          ),
        ),
      );

/** What a fact says, in one line. */
export const gistOf = ({ body }: Fact): string => {
  const { from, to, event } = body;
  if (typeof from === 'string' && typeof to === 'string') {
    const type = typeof event === 'object' && event !== null && 'type' in event ? `${textOf(event.type)}: ` : '';
    return `${type}${from} → ${to}`;
  }
  return Object.entries(body)
    .flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number'
        ? [`${key.replace(/Ms$/, '')} ${shortOf(key, value)}`]
        : [],
    )
    .slice(0, 7)
    .join(' · ');
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const shortOf = (key: string, value: string | number): string => {
  if (typeof value === 'number' && key.endsWith('Ms') && value > 1e12)
    return new Date(value).toISOString().slice(0, 19).replace('T', ' ');
  const isLong = typeof value === 'number' ? !Number.isInteger(value) : /^-?\d+\.\d{5,}$/.test(value);
  return isLong ? String(Number(Number(value).toPrecision(6))) : String(value);
};
