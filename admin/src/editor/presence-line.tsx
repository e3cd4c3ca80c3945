import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { FieldRecord } from '../../../model/fields.ts';
import { childrenOf, type RichTextDocument, type RichTextNode } from '../../../model/rich-text/document.ts';
import { plainText } from '../../../model/rich-text/plain-text.ts';
import { labelText } from '../content/label-text.ts';
import { tintOf } from './person-tint.ts';
import { fieldMark, isFieldMark, type Present } from './presence.ts';
import { useEditor } from './use-editor.ts';
import { useOthers } from './use-others.ts';
import './person-tint.css';
import './presence-line.css';

const SHOWN_MAX = 4;

/** Who else is here: a person once, however many windows they have. */
export function PresenceLine(): ReactNode {
  const { t } = useLingui();
  const others = useOthers();
  const people = [...new Map(others.map((present) => [present.user.id, present])).values()];
  if (people.length === 0) return null;
  return (
    <ul className="presence" aria-label={t`Also here`}>
      {people.slice(0, SHOWN_MAX).map((present) => (
        <Person key={present.user.id} present={present} />
      ))}
      {people.length > SHOWN_MAX && <li className="person more">+{people.length - SHOWN_MAX}</li>}
    </ul>
  );
}

function Person({ present: { blockId, user } }: { present: Present }): ReactNode {
  const { t } = useLingui();
  const { desk } = useEditor();
  const { name } = user;
  const own = desk.userId === user.id;
  const where = blockId === null ? '' : placeName(desk.fields, desk.store.get([]), blockId);
  const who = own ? t`You, in another window` : name;
  const title = where === '' ? who : t`${who}, in “${where}”`;
  return (
    <li className="person" title={title} data-tint={tintOf(user.id)}>
      <span aria-hidden="true">{initials(name)}</span>
      <span className="for-screen-readers">{title}</span>
    </li>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word = '') => String.fromCodePoint(word.codePointAt(0) ?? 63))
    .join('')
    .toLocaleUpperCase();
}

const LENGTH_MAX = 40;

/** The name of a field, or the first words of a block of a text. */
function placeName(fields: FieldRecord, content: unknown, blockId: string): string {
  if (isFieldMark(blockId)) {
    const [name, field] = Object.entries(fields).find(([known]) => isAt(blockId, known)) ?? [];
    return field === undefined ? '' : labelText(field.label ?? name ?? '');
  }
  for (const [name, { type }] of Object.entries(fields)) {
    const value = type === 'richText' ? (content as Record<string, unknown>)[name] : undefined;
    const block = value === undefined ? undefined : findBlock(value as RichTextDocument, blockId);
    if (block === undefined) continue;
    const text = plainText(block).replaceAll('\n', ' ');
    return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX).trimEnd()}…` : text;
  }
  return '';
}

function isAt(mark: string, name: string): boolean {
  return mark === fieldMark(name) || mark.startsWith(`${fieldMark(name)}_`);
}

function findBlock(node: RichTextDocument | RichTextNode, id: string): RichTextNode | undefined {
  for (const child of childrenOf(node)) {
    if (child.attrs?.['id'] === id) return child;
    const found = findBlock(child, id);
    if (found !== undefined) return found;
  }
  return undefined;
}
