import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { compareContent, type FieldDifference } from '../../../model/compare/compare-content.ts';
import { fieldLabel } from '../content/field-label.ts';
import type { Content } from './keep/kept-draft.ts';
import { useReadable } from '../history/readable.ts';
import { useEditor } from './use-editor.ts';
import { Words } from './words.tsx';

/** Field by field, what is in one and not in the other. */
export function Differences({ after, before }: { before: Content; after: Content }): ReactNode {
  const { desk, entry, model } = useEditor();
  const found = compareContent(desk.fields, { before, after, locale: entry.locale });
  return (
    <dl className="differences">
      {found.map((difference) => (
        <div key={difference.path}>
          <dt>{fieldLabel(model, entry.collection, difference.path)}</dt>
          <dd>
            <Change difference={difference} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ difference }: { difference: FieldDifference }): ReactNode {
  const isValue = difference.kind === 'value';
  const readable = useReadable(isValue ? [difference.before, difference.after] : []);
  if (difference.kind === 'text') return <Words runs={difference.words} />;
  if (difference.kind === 'value') {
    const { after, before } = difference;
    return (
      <Words
        runs={[
          { kind: 'removed', text: readable(before) },
          { kind: 'added', text: readable(after) },
        ]}
      />
    );
  }
  return difference.blocks.map(({ id, words }) => (
    <p key={id}>
      {words === null ? <Trans>Moved, or formatted in another way</Trans> : <Words runs={words} />}
    </p>
  ));
}
