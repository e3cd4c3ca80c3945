import type { ReactNode } from 'react';
import { momentInFull, whenInWords } from '../i18n/when.ts';

export function When({ at }: { at: string | null }): ReactNode {
  if (at === null) return '–';
  return (
    <time dateTime={at} title={momentInFull(at)}>
      {whenInWords(at)}
    </time>
  );
}
