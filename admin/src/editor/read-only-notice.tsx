import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import type { ReactNode } from 'react';
import { MessageBox } from '../ui/message.tsx';
import { useEditor } from './use-editor.ts';

const TrashedNotice = lazy(async () => ({ default: (await import('./trashed-notice.tsx')).TrashedNotice }));

/** Before somebody wonders why nothing can be typed. */
export function ReadOnlyNotice(): ReactNode {
  const { t } = useLingui();
  const { readOnly } = useEditor();
  if (readOnly === null) return null;
  if (readOnly === 'trashed')
    return (
      <Suspense>
        <TrashedNotice />
      </Suspense>
    );
  const text = {
    nothing: t`You can read this. Your role does not let you change anything.`,
    others: t`You can read this. Somebody else has made it, and your role lets you change what you have made yourself.`,
    this: t`You can read this. Your role does not let you change it.`,
  }[readOnly];
  return <MessageBox message={{ kind: 'notice', text }} />;
}
