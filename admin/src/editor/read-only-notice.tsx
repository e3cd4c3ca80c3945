import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useEditor } from './use-editor.ts';

const TrashedNotice = late(
  withWords('rest', async () => (await import('../deeds/trashed-notice.tsx')).TrashedNotice),
);

/** Before somebody wonders why nothing can be typed. */
export function ReadOnlyNotice(): ReactNode {
  const { t } = useLingui();
  const { readOnly } = useEditor();
  if (readOnly === null) return null;
  if (readOnly === 'trashed') return <TrashedNotice />;
  const text = {
    nothing: t`You can read this. Your role does not let you change anything.`,
    others: t`You can read this. Somebody else has made it, and your role lets you change what you have made yourself.`,
    this: t`You can read this. Your role does not let you change it.`,
  }[readOnly];
  return <MessageBox message={{ kind: 'notice', text }} />;
}
