import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Field, FieldOf } from '../../../../model/fields.ts';
import { initialContent } from '../../../../model/initial-content.ts';
import { labelText } from '../../content/label-text.ts';
import type { Place } from '../place.ts';
import type { ControlProps, InnerForm } from './control-props.ts';
import { ItemDetail } from './item-detail.tsx';
import type { ItemHead } from './item-frame.tsx';
import { ItemList, type Tree } from './item-list.tsx';
import { itemSummary } from './item-summary.ts';
import { branchesOf, isBranch } from './tree-moves.ts';

/** Any number of the same: each is one line until it is opened. */
export function ListField({
  field,
  inner,
  labelId,
  noteId,
  place,
}: ControlProps<FieldOf<'list'>>): ReactNode {
  const { t } = useLingui();
  const { of } = field;
  const { Fields, OneField } = inner;
  const name = of.label === undefined ? t`Item` : labelText(of.label);
  const own = ownFields(field, place);
  const headOf = (item: unknown, index: number): ItemHead => {
    const words = itemSummary(of, item);
    const title = words === '' ? `${name} ${index + 1}` : words;
    return {
      title,
      name: title,
      detail: <ItemDetail field={of} value={item} />,
      isClosed: words !== '',
    };
  };
  return (
    <ItemList
      place={place}
      labelId={labelId}
      noteId={noteId}
      limits={field}
      choices={[{ id: 'item', label: name, make: () => emptyItem(of) }]}
      headOf={headOf}
      isFlat={isShort(of)}
      tree={treeOf(field, { inner, place })}
      renderItem={(index) =>
        own === null ? (
          <OneField field={of} name={`${name} ${index + 1}`} place={[...place, index]} isLabelHidden />
        ) : (
          <Fields fields={own} place={[...place, index]} />
        )
      }
    />
  );
}

/** Of a group, without its branches: they stand below it. */
function ownFields(field: FieldOf<'list'>, place: Place): FieldOf<'group'>['fields'] | null {
  if (field.of.type !== 'group') return null;
  const branches = branchesOf(field, place);
  return Object.fromEntries(Object.entries(field.of.fields).filter(([name]) => name !== branches?.name));
}

function treeOf(field: FieldOf<'list'>, { inner, place }: { inner: InnerForm; place: Place }): Tree {
  const found = branchesOf(field, place);
  if (found === null) return { isBranch: isBranch(place), branches: null };
  const { list, name } = found;
  return {
    isBranch: isBranch(place),
    branches: {
      name,
      max: list.max ?? Infinity,
      make: () => emptyItem(list.of),
      render: (index) => (
        <inner.OneField field={list} name={name} place={[...place, index, name]} isLabelHidden />
      ),
    },
  };
}

/** Nothing yet: of a draft the server keeps an empty text at any place, and takes nothing else there for empty. */
function emptyItem(of: Field): unknown {
  if (of.type === 'group') return initialContent(of);
  return 'default' in of && of.default !== undefined ? of.default : '';
}

function isShort({ type }: Field): boolean {
  return type !== 'group' && type !== 'list' && type !== 'blocks' && type !== 'richText';
}
