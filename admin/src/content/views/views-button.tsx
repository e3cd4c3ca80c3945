import { useLingui } from '@lingui/react/macro';
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { late } from '../../ui/late.tsx';
import { Button } from '../../ui/button.tsx';
import type { ListChoice } from '../list-choice.ts';
import type { ListView } from './use-list-view.tsx';
import type { Place } from './views-dialog.tsx';

const ViewsDialog = late(
  async () => (await import('./views-dialog.tsx')).ViewsDialog,
  ({ onLeave }) => onLeave(),
);

type ViewsButtonProps = {
  collection: string;
  choice: ListChoice;
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

const WIDTH = 296;
const MARGIN = 8;

function placeBelow(trigger: HTMLElement): Place {
  const { bottom, right } = trigger.getBoundingClientRect();
  return { top: Math.min(bottom + MARGIN / 2, innerHeight / 2), left: Math.max(MARGIN, right - WIDTH) };
}
