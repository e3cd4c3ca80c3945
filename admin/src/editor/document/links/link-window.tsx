import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { posToDOMRect } from '@tiptap/core';
import { Unlink } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { entryQuery } from '../../../api/queries.ts';
import { Button } from '../../../ui/button.tsx';
import { Floating } from '../floating.tsx';
import { showRange } from '../shown-range.ts';
import { linkAt, removeLink, setLink, type Written } from './link-commands.ts';
import { LinkPicker } from './link-picker.tsx';
import type { LinkTarget } from './link-target.ts';

/** Asks where what is selected is to lead, or the link at the cursor. */
export function LinkWindow({ onClose, written }: { written: Written; onClose: () => void }): ReactNode {
  const { t } = useLingui();
  const [before] = useState(() => linkAt(written));
  const client = useQueryClient();
  const { view } = written;
  const show = useEffectEvent(() => {
    const { from, to } = written.state.selection;
    showRange(written, from === to && before !== null ? before : { from, to });
  });
  useEffect(() => {
    show();
    return () => {
      if (!view.isDestroyed) showRange({ state: view.state, view }, null);
    };
  }, [view]);
  const choose = (target: LinkTarget): void => {
    const entry =
      typeof target.entryId === 'string'
        ? client.getQueryData(entryQuery(target.entryId).queryKey)
        : undefined;
    setLink(written, target, entry?.title ?? String(target.href));
    onClose();
  };
  const takeAway = (): void => {
    removeLink(written);
    onClose();
  };
  const rectOf = (): DOMRect => {
    const { from, to } = view.state.selection;
    return posToDOMRect(view, from, to);
  };
  const href = before?.target.href;
  return (
    <Floating label={t`Link`} rectOf={rectOf} onClose={onClose}>
      <LinkPicker typed={typeof href === 'string' ? href : ''} onChoose={choose} />
      {before !== null && (
        <Button look="quiet" className="link-away" onClick={takeAway}>
          <Unlink aria-hidden="true" />
          {t`Take the link away`}
        </Button>
      )}
    </Floating>
  );
}
