import { Plural, Trans } from '@lingui/react/macro';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { ImageOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { collectBareMediaIds } from '../../../model/media-ids.ts';
import { mediaQuery } from '../api/queries.ts';
import { useEditor } from '../editor/use-editor.ts';
import { withWords } from '../i18n/i18n.ts';
import { lacksAlt } from '../media/lacks-alt.ts';
import { useMayDo } from '../media/may-change.ts';
import { Button } from '../ui/button.tsx';
import { late } from '../ui/late.tsx';

const DescribeDialog = late(
  withWords('rest', async () => (await import('../media/describe-dialog.tsx')).DescribeDialog),
  ({ onClose }) => onClose(),
);

/** More than anybody describes before they publish. */
const ASKED_MAX = 50;

/** Pictures that would be public without a word for those who do not see them. */
export function BarePictures(): ReactNode {
  const { desk, entry } = useEditor();
  const client = useQueryClient();
  const mayDo = useMayDo();
  const [isDescribing, setDescribing] = useState(false);
  const { content } = entry.draft;
  const ids = useMemo(
    () => [...collectBareMediaIds(desk.fields, content)].slice(0, ASKED_MAX),
    [content, desk.fields],
  );
  const bare = useQueries({
    queries: ids.map((id) => mediaQuery(id)),
    combine: (results) => results.flatMap(({ data }) => (data !== undefined && lacksAlt(data) ? [data] : [])),
  });
  const mine = bare.filter(mayDo.change);
  const close = (): void => {
    setDescribing(false);
    // Its pages have the words in them.
    void client.invalidateQueries({ queryKey: ['plan', desk.entryId] });
  };
  // The dialog goes on although what it began with has been described.
  if (bare.length === 0 && !isDescribing) return null;
  return (
    <section className="bare-pictures">
      <ImageOff aria-hidden="true" />
      <div>
        <p>
          <Plural
            value={bare.length}
            one="# picture has no alt text: people who do not see it learn nothing of it."
            other="# pictures have no alt text: people who do not see them learn nothing of them."
          />
        </p>
        {mine.length > 0 && (
          <Button onClick={() => setDescribing(true)}>
            <Trans>Say what they show …</Trans>
          </Button>
        )}
      </div>
      {isDescribing && (
        <>
          <DescribeDialog media={mine} onClose={close} />
        </>
      )}
    </section>
  );
}
