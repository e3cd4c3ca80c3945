import { useId } from 'react';
import type { ComponentType, ReactNode } from 'react';
import type { Field, FieldType } from '../../../../model/fields.ts';
import { labelText } from '../../content/label-text.ts';
import type { Place } from '../content-store.ts';
import { BooleanField } from './boolean-field.tsx';
import type { ControlProps } from './control-props.ts';
import { TextField } from './text-field.tsx';

type FieldViewProps = { field: Field; name: string; place: Place };

export function FieldView({ field, name, place }: FieldViewProps): ReactNode {
  const id = useId();
  const help = field.help === undefined ? null : labelText(field.help);
  const noteId = help === null ? undefined : `${id}-note`;
  return (
    <div className={`field ${field.type}-field`}>
      <label htmlFor={id}>
        {labelText(field.label ?? name)}
        {'required' in field && field.required && <span className="required"> *</span>}
      </label>
      <Control field={field} place={place} id={id} noteId={noteId} />
      {help !== null && (
        <span id={noteId} className="hint">
          {help}
        </span>
      )}
    </div>
  );
}

/** Those of the kinds that are there; each is given its own kind of field. */
const CONTROLS: { [Type in FieldType]?: ComponentType<ControlProps<Extract<Field, { type: Type }>>> } = {
  text: TextField,
  slug: TextField,
  boolean: BooleanField,
};

function Control(props: ControlProps): ReactNode {
  const Chosen = CONTROLS[props.field.type] as ComponentType<ControlProps> | undefined;
  return Chosen === undefined ? null : <Chosen {...props} />;
}
