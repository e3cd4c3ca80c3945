import type { ContentModel } from '../../../model/content-model.ts';
import type { Field, FieldRecord } from '../../../model/fields.ts';
import { labelText } from './label-text.ts';

/**
 * What the form calls the place that a problem names: `sections[0].text` is "Sections › 1 › Text". Inside a document nothing has a
 * name; there, and where the model knows nothing of the path, the path itself says most.
 */
export function fieldLabel(model: ContentModel | null, collection: string, path: string): string {
  let fields: FieldRecord | null = model?.collections[collection]?.fields ?? null;
  const labels: string[] = [];
  for (const part of path.match(/[^.[\]]+/g) ?? []) {
    if (/^\d+$/.test(part)) {
      labels.push(String(Number(part) + 1));
      continue;
    }
    const field: Field | undefined = fields?.[part];
    if (field === undefined) return labels.length === 0 ? path : `${labels.join(' › ')} (${path})`;
    labels.push(labelText(field.label ?? part));
    fields = fieldsWithin(field);
  }
  return labels.join(' › ');
}

function fieldsWithin(field: Field): FieldRecord | null {
  if (field.type === 'group') return field.fields;
  if (field.type === 'list') return fieldsWithin(field.of);
  // The path does not say of which kind a block is; where two kinds share a name, they mostly share its label too.
  if (field.type === 'blocks')
    return Object.assign({}, ...Object.values(field.kinds).map((kind) => kind.fields)) as FieldRecord;
  return null;
}
