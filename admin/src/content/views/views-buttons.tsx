import { useLingui } from '@lingui/react/macro';
import { Bookmark, Columns3 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../../model/content-model.ts';
import { withWords } from '../../i18n/i18n.ts';
import { late } from '../../ui/late.tsx';
import type { ListChoice } from '../list-choice.ts';
import { PanelButton } from '../panel-button.tsx';
import type { ListView } from './use-list-view.tsx';

const ViewsDialog = late(
  withWords('rest', async () => (await import('../../narrow/views-dialog.tsx')).ViewsDialog),
  ({ onLeave }) => onLeave(),
);

type ViewsButtonsProps = {
  collection: string;
  choice: ListChoice;
  model: ContentModel;
  view: ListView;
  onChoose: (choice: ListChoice) => void;
};

/** What somebody looks at again and again, by a name; and what the list shows of each entry. */
export function ViewsButtons(props: ViewsButtonsProps): ReactNode {
  const { t } = useLingui();
  const { active } = props.view;
  return (
    <>
      <PanelButton
        label={active?.name ?? t`Views`}
        icon={<Bookmark aria-hidden="true" />}
        isChosen={active !== undefined}
        panel={(open) => <ViewsDialog about="views" {...props} {...open} />}
      />
      <PanelButton
        label={t`Columns`}
        icon={<Columns3 aria-hidden="true" />}
        isChosen={false}
        panel={(open) => <ViewsDialog about="columns" {...props} {...open} />}
      />
    </>
  );
}
