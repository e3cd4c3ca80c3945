import { useLingui } from '@lingui/react/macro';
import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../model/content-model.ts';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import type { ListChoice } from './list-choice.ts';
import { PanelButton } from './panel-button.tsx';

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

/** By whom, with what, when. */
export function NarrowButton(props: NarrowButtonProps): ReactNode {
  const { t } = useLingui();
  const { author, from, tag, to, where = '' } = props.choice;
  const count = [author, tag, from ?? to, ...where.split(';')].filter(Boolean).length;
  return (
    <PanelButton
      label={count === 0 ? t`Filters` : t`Filters: ${count}`}
      icon={<ListFilter aria-hidden="true" />}
      isChosen={count > 0}
      panel={(open) => <NarrowDialog {...props} {...open} />}
    />
  );
}
