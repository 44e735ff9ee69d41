import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import type { Fact } from '../../domain/fact.ts';
import { gistOf } from './fact-gist.ts';
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
