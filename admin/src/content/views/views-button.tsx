import { useLingui } from '@lingui/react/macro';
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../../model/content-model.ts';
import { withWords } from '../../i18n/i18n.ts';
import { late } from '../../ui/late.tsx';
import { Button } from '../../ui/button.tsx';
import type { ListChoice } from '../list-choice.ts';
import { placeBelow, type Place } from '../place-below.ts';
import type { ListView } from './use-list-view.tsx';

const ViewsDialog = late(
  withWords('rest', async () => (await import('../../narrow/views-dialog.tsx')).ViewsDialog),
  ({ onLeave }) => onLeave(),
);

type ViewsButtonProps = {
  collection: string;
  choice: ListChoice;
  model: ContentModel;
  view: ListView;
  onChoose: (choice: ListChoice) => void;
};

/** What somebody looks at again and again, by a name. */
export function ViewsButton(props: ViewsButtonProps): ReactNode {
  const { t } = useLingui();
  const [place, setPlace] = useState<Place | null>(null);
  const { active } = props.view;
  return (
    <>
      <Button
        className={active === undefined ? '' : 'is-chosen'}
        aria-haspopup="dialog"
        aria-expanded={place !== null}
        onClick={({ currentTarget }) => setPlace(placeBelow(currentTarget))}
      >
        <Columns3 aria-hidden="true" />
        {active?.name ?? t`Views`}
      </Button>
      <>{place !== null && <ViewsDialog {...props} place={place} onLeave={() => setPlace(null)} />}</>
    </>
  );
}
