import type { ComponentType } from 'react';
import type { Field, FieldRecord } from '../../../../model/fields.ts';
import type { Place } from '../place.ts';

/** What every kind of field is given. */
export type ControlProps<Kind extends Field = Field> = {
  field: Kind;
  place: Place;
  /** Of what takes the focus: the label names it. */
  id: string;
  label: string;
  /** Of the label, for what is named by more than an id of its own. */
  labelId: string;
  /** Of what explains the field and what is wrong with it, where something is; several have spaces between them. */
  noteId: string | undefined;
  isInvalid: boolean;
  /** For fields that hold fields. */
  inner: InnerForm;
};

export type FieldViewProps = {
  field: Field;
  /** Where the model has no label: what it calls the field. */
  name: string;
  place: Place;
  /** Of one in a list, which its place names. */
  isLabelHidden?: boolean;
  /** Another control than fields of its kind have. */
  control?: ComponentType<ControlProps>;
};

export type InnerForm = {
  OneField: ComponentType<FieldViewProps>;
  Fields: ComponentType<{ fields: FieldRecord; place: Place }>;
};
