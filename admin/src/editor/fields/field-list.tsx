import { Suspense, useId } from 'react';
import type { ReactNode } from 'react';
import type { Field, FieldRecord } from '../../../../model/fields.ts';
import { labelText } from '../../content/label-text.ts';
import { issueWords } from '../../issues/issue-words.ts';
import type { Place } from '../place.ts';
import { isWithinPath, pathOf } from '../place.ts';
import { useEditor, useIssues } from '../use-editor.ts';
import type { FieldViewProps, InnerForm } from './control-props.ts';
import { controlOf, isNamedById } from './controls.ts';
import { OthersHere } from './others-here.tsx';
import '../../ui/form.css';
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

/** A field with what is called, said and wrong of it. */
export function FieldView({ control, field, isLabelHidden = false, name, place }: FieldViewProps): ReactNode {
  const id = useId();
  const { desk, readOnly } = useEditor();
  const { issues } = desk;
  const path = pathOf(place);
  const problems = useIssues((at) => (answersForAll(field) ? isWithinPath(at, path) : at === path));
  const Control = control ?? controlOf(field);
  if (Control === null) return null;
  const help = field.help === undefined ? null : labelText(field.help);
  const notes = [help === null ? '' : `${id}-help`, problems.length === 0 ? '' : `${id}-problem`]
    .filter((note) => note !== '')
    .join(' ');
  const label = labelText(field.label ?? name);
  const isLocked = readOnly !== null && HAS_NO_TEXT.has(field.type);
  const labelProps = {
    id: `${id}-label`,
    className: `field-label${isLabelHidden ? ' for-screen-readers' : ''}`,
  };
  return (
    <div className={`field ${field.type}-field`} data-path={path} onBlur={() => issues.touch(path)}>
      {isNamedById(field) ? (
        <label {...labelProps} htmlFor={id}>
          {label}
          <Star field={field} />
        </label>
      ) : (
        field.type !== 'group' && (
          <span {...labelProps}>
            {label}
            <Star field={field} />
          </span>
        )
      )}
      <OthersHere path={path} />
      <Suspense fallback={<div className="field-loading" />}>
        <Lock isLocked={isLocked}>
          <Control
            field={field}
            place={place}
            id={id}
            label={label}
            labelId={`${id}-label`}
            noteId={notes === '' ? undefined : notes}
            isInvalid={problems.length > 0}
            inner={INNER}
          />
        </Lock>
      </Suspense>
      {problems.length > 0 && (
        <div id={`${id}-problem`} className="field-problem">
          {problems.map((problem) => (
            <p key={problem}>{issueWords(problem)}</p>
          ))}
        </div>
      )}
      {help !== null && (
        <span id={`${id}-help`} className="hint">
          {help}
        </span>
      )}
    </div>
  );
}

/** What is written can be read and copied where it cannot be changed; of these nothing can be chosen then. */
const HAS_NO_TEXT: ReadonlySet<Field['type']> = new Set([
  'boolean',
  'date',
  'file',
  'image',
  'reference',
  'select',
]);

function Lock({ children, isLocked }: { children: ReactNode; isLocked: boolean }): ReactNode {
  if (!isLocked) return children;
  return (
    <fieldset disabled className="lock">
      {children}
    </fieldset>
  );
}

function Star({ field }: { field: Field }): ReactNode {
  return 'required' in field && field.required ? <span className="required"> *</span> : null;
}

/** Nothing within it is a field with a place of its own. */
function answersForAll({ type }: Field): boolean {
  return type !== 'group' && type !== 'list' && type !== 'blocks';
}

const INNER: InnerForm = { OneField: FieldView, Fields: FieldList };
