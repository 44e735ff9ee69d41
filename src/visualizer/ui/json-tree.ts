import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';

interface TreeProps {
  readonly value: unknown;
  /** What it was before: members that differ are marked. */
  readonly before?: unknown;
}

/** Plain JSON as a tree; nothing is ever read as markup. */
export const JsonTree: FunctionComponent<TreeProps> = ({ value, before }) =>
  h(
    'ul',
    { class: 'tree' },
    membersOf(value).map((member) => h(Member, { key: member.name, ...member, before: memberOf(before, member.name) })),
  );

interface MemberProps {
  readonly name: string;
  readonly member: unknown;
  readonly before: unknown;
}

const Member: FunctionComponent<MemberProps> = ({ name, member, before }) => {
  const isChanged = before !== undefined && JSON.stringify(before) !== JSON.stringify(member);
  if (typeof member === 'object' && member !== null && membersOf(member).length > 0)
    return h(
      'li',
      { class: isChanged ? 'changed' : '' },
      h('details', { open: isChanged || undefined }, [
        h('summary', {}, [h('b', {}, name), ' ', h('small', {}, sizeText(member))]),
        h(JsonTree, { value: member, before }),
      ]),
    );
  return h('li', { class: isChanged ? 'changed' : '' }, [h('b', {}, name), ' ', valueOf(name, member)]);
};

const valueOf = (name: string, value: unknown): ComponentChild => {
  const isInstant = name.endsWith('Ms') && typeof value === 'number' && value > 1e12;
  const text = isInstant ? new Date(value).toISOString().replace('T', ' ') : JSON.stringify(value);
  return h('span', { class: value === null ? 'null' : typeof value }, text);
};

const membersOf = (value: unknown): readonly { readonly name: string; readonly member: unknown }[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, member]: [string, unknown]) => ({ name, member }))
    : [];

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const sizeText = (value: object): string =>
  Array.isArray(value) ? `${value.length} ${value.length === 1 ? 'entry' : 'entries'}` : '';
