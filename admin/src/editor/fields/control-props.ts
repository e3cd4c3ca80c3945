import type { Field } from '../../../../model/fields.ts';
import type { Place } from '../content-store.ts';

/** What every kind of field is given. */
export type ControlProps<Kind extends Field = Field> = {
  field: Kind;
  place: Place;
  /** Of what takes the focus: the label names it. */
  id: string;
  /** Of what explains the field, where something does. */
  noteId: string | undefined;
};
