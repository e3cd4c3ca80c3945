import { useLingui } from '@lingui/react/macro';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../model/content-model.ts';
import { withWords } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { late } from '../ui/late.tsx';
import type { ListChoice } from './list-choice.ts';
import { placeBelow, type Place } from './place-below.ts';

const NarrowDialog = late(
  withWords('rest', async () => (await import('../narrow/narrow-dialog.tsx')).NarrowDialog),
  ({ onLeave }) => onLeave(),
);

type NarrowButtonProps = {
  collection: string;
  choice: ListChoice;
  model: ContentModel;
  onChoose: (change: ListChoice) => void;
};

/** By whom, with what, when: asked for more seldom than the others, and said in a panel. */
export function NarrowButton(props: NarrowButtonProps): ReactNode {
  const { t } = useLingui();
  const [place, setPlace] = useState<Place | null>(null);
  const { author, from, tag, to, where = '' } = props.choice;
  const count = [author, tag, from ?? to, ...where.split(';')].filter(Boolean).length;
  return (
    <>
      <Button
        className={count === 0 ? '' : 'is-chosen'}
        aria-haspopup="dialog"
        aria-expanded={place !== null}
        onClick={({ currentTarget }) => setPlace(placeBelow(currentTarget))}
      >
        <ListFilter aria-hidden="true" />
        {count === 0 ? t`Filters` : t`Filters: ${count}`}
      </Button>
      <>{place !== null && <NarrowDialog {...props} place={place} onLeave={() => setPlace(null)} />}</>
    </>
  );
}
