import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Field, FieldOf } from '../../../../model/fields.ts';
import { initialContent } from '../../../../model/initial-content.ts';
import { labelText } from '../../content/label-text.ts';
import type { ControlProps } from './control-props.ts';
import { itemSummary } from './item-summary.ts';
import { ItemList } from './item-list.tsx';
import { branchesOf, isBranch } from './tree-moves.ts';

/** Any number of the same. */
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
  return (
    <ItemList
      place={place}
      labelId={labelId}
      noteId={noteId}
      limits={field}
      choices={[{ id: 'item', label: name, make: () => emptyItem(of) }]}
      nameOf={() => name}
      summaryOf={(item) => itemSummary(of, item)}
      isFlat={isShort(of)}
      tree={{ hasBranches: branchesOf(field, place) !== null, isBranch: isBranch(place) }}
      renderItem={(index) =>
        of.type === 'group' ? (
          <Fields fields={of.fields} place={[...place, index]} />
        ) : (
          <OneField field={of} name={`${name} ${index + 1}`} place={[...place, index]} isLabelHidden />
        )
      }
    />
  );
}

/** Nothing yet: of a draft the server keeps an empty text at any place, and takes nothing else there for empty. */
function emptyItem(of: Field): unknown {
  if (of.type === 'group') return initialContent(of);
  return 'default' in of && of.default !== undefined ? of.default : '';
}

function isShort({ type }: Field): boolean {
  return type !== 'group' && type !== 'list' && type !== 'blocks' && type !== 'richText';
}
