import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { tintOf } from '../person-tint.ts';
import { fieldMark } from '../presence.ts';
import { useEditor } from '../use-editor.ts';
import { useOthers } from '../use-others.ts';
import '../person-tint.css';
import './others-here.css';

/** Who else has the cursor in a field. */
export function OthersHere({ path }: { path: string }): ReactNode {
  const { t } = useLingui();
  const { userId } = useEditor().desk;
  const mark = fieldMark(path);
  const here = useOthers().filter(({ blockId }) => blockId === mark);
  if (here.length === 0) return null;
  return (
    <ul className="others-here" aria-label={t`Also in this field`}>
      {here.map(({ clientId, user }) => (
        <li key={clientId} className="other-here" data-tint={tintOf(user.id)}>
          {user.id === userId ? t`You, in another window` : user.name}
        </li>
      ))}
    </ul>
  );
}
