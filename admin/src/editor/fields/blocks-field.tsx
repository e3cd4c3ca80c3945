import type { ReactNode } from 'react';
import type { BlockKind, FieldOf } from '../../../../model/fields.ts';
import { initialContent } from '../../../../model/initial-content.ts';
import { isRecord } from '../../../../model/text-rules.ts';
import { labelText } from '../../content/label-text.ts';
import { newId } from '../new-id.ts';
import type { ControlProps } from './control-props.ts';
import { itemSummary } from './item-summary.ts';
import { ItemList } from './item-list.tsx';

/** Parts of several kinds, in any order. */
export function BlocksField({
  field,
  inner: { Fields },
  labelId,
  noteId,
  place,
}: ControlProps<FieldOf<'blocks'>>): ReactNode {
  const kindOf = (item: unknown): [name: string, kind: BlockKind | undefined] => {
    const type = isRecord(item) && typeof item['type'] === 'string' ? item['type'] : '';
    return [type, Object.hasOwn(field.kinds, type) ? field.kinds[type] : undefined];
  };
  const nameOf = (item: unknown): string => {
    const [type, kind] = kindOf(item);
    return labelText(kind?.label ?? type);
  };
  return (
    <ItemList
      place={place}
      labelId={labelId}
      noteId={noteId}
      limits={field}
      choices={Object.entries(field.kinds).map(([type, kind]) => ({
        id: type,
        label: labelText(kind.label ?? type),
        make: () => ({ type, id: newId(), ...initialContent(kind) }),
      }))}
      headOf={(item, index) => ({
        title: `${nameOf(item)} ${index + 1}`,
        name: nameOf(item),
        detail: itemSummary({ type: 'group', fields: kindOf(item)[1]?.fields ?? {} }, item),
        isClosed: false,
      })}
      copyOf={(item) => (isRecord(item) ? { ...item, id: newId() } : item)}
      renderItem={(index, item) => (
        <Fields fields={kindOf(item)[1]?.fields ?? {}} place={[...place, index]} />
      )}
    />
  );
}
