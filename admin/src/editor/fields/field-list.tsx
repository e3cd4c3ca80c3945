import type { ReactNode } from 'react';
import type { FieldRecord } from '../../../../model/fields.ts';
import type { Place } from '../content-store.ts';
import { FieldView } from './field-view.tsx';
import './fields.css';

/** The form of what the content model declares, in its order. */
export function FieldList({ fields, place }: { fields: FieldRecord; place: Place }): ReactNode {
  return (
    <div className="fields">
      {Object.entries(fields).map(([name, field]) => (
        <FieldView key={name} field={field} name={name} place={[...place, name]} />
      ))}
    </div>
  );
}
