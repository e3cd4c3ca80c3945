import { t } from '@lingui/core/macro';
import { useEffect, useState } from 'react';
import { showToast } from './toast.ts';

/** What is loaded when it is used first. Where it cannot be, everything stays as it is, and the next use tries again. */
export function useLoaded<Part extends object>(load: () => Promise<Part>, isWanted: boolean): Part | null {
  const [part, setPart] = useState<Part | null>(null);
  useEffect(() => {
    if (!isWanted || part !== null) return;
    void load().then(setPart, () =>
      showToast({ kind: 'problem', text: t`This could not be loaded. Check the connection, and try again.` }),
    );
  }, [load, isWanted, part]);
  return part;
}
