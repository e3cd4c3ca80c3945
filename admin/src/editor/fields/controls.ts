import type { ComponentType } from 'react';
import { late } from '../../ui/late.tsx';
import type { Field, FieldType } from '../../../../model/fields.ts';
import { BooleanField } from './boolean-field.tsx';
import type { ControlProps } from './control-props.ts';
import { DateField } from './date-field.tsx';
import { GroupField } from './group-field.tsx';
import { MediaField } from './media-field.tsx';
import { NumberField } from './number-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { SelectField } from './select-field.tsx';
import { SlugField } from './slug-field.tsx';
import { TextField } from './text-field.tsx';

/** One for each kind of field; each is given its own kind. What is large is loaded once a form has it. */
const CONTROLS: { [Type in FieldType]?: ComponentType<ControlProps<Extract<Field, { type: Type }>>> } = {
  text: TextField,
  slug: SlugField,
  number: NumberField,
  boolean: BooleanField,
  richText: late(async () => (await import('../document/document-field.tsx')).DocumentField),
  date: DateField,
  select: SelectField,
  image: MediaField,
  file: MediaField,
  reference: ReferenceField,
  group: GroupField,
  list: late(async () => (await import('./list-field.tsx')).ListField),
  blocks: late(async () => (await import('./blocks-field.tsx')).BlocksField),
};

export function controlOf({ type }: Field): ComponentType<ControlProps> | null {
  return (CONTROLS[type] as ComponentType<ControlProps> | undefined) ?? null;
}

const NAMED_BY_ID = new Set<FieldType>(['text', 'slug', 'number', 'boolean', 'date']);

/** Whether it is one control of the browser's own, which a label names by its id. */
export function isNamedById(field: Field): boolean {
  return NAMED_BY_ID.has(field.type) || (field.type === 'select' && field.multiple !== true);
}
