import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Bundle } from '../../../model/api/bundle.ts';
import { contentModelQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { whenInWords } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import type { BundleAction } from './use-change-bundle.ts';
import '../ui/row-list.css';

type BundleItem = Bundle['items'][number];

type BundleItemsProps = {
  items: readonly BundleItem[];
  isOpen: boolean;
  isBusy: boolean;
  /** What stands in its way, by the id of its entry. */
  problems: ReadonlyMap<string, readonly string[]>;
  onAct: (entryId: string, action: BundleAction) => void;
  onRemove: (entryId: string) => void;
};

export function BundleItems({ items, ...rest }: BundleItemsProps): ReactNode {
  return (
    <ul className="row-list">
      {items.map((item) => (
        <Row key={item.entry.id} item={item} {...rest} />
      ))}
    </ul>
  );
}

type RowProps = Omit<BundleItemsProps, 'items'> & { item: BundleItem };

function Row({ isBusy, isOpen, item, onAct, onRemove, problems }: RowProps): ReactNode {
  const { t } = useLingui();
  const model = useQuery(contentModelQuery).data;
  const { action, addedAt, addedBy, entry } = item;
  const title = entryTitle(entry);
  const when = whenInWords(addedAt);
  const name = addedBy?.name;
  return (
    <li>
      <div className="row-name">
        <Link to="/content/$collection/$entryId" params={{ collection: entry.collection, entryId: entry.id }}>
          {title}
        </Link>
        <span className="row-about">
          {labelText(model?.collections[entry.collection]?.label ?? entry.collection)} ·{' '}
          {name === undefined ? (
            <Trans>added {when}</Trans>
          ) : (
            <Trans>
              added {when} by {name}
            </Trans>
          )}
        </span>
        {problems.get(entry.id)?.map((problem) => (
          <span key={problem} className="row-about item-problem">
            {problem}
          </span>
        ))}
      </div>
      <div className="row-side">
        <StateChip entry={entry} />
        {isOpen ? (
          <>
            <select
              className="list-choice"
              aria-label={t`What becomes of “${title}”`}
              value={action}
              disabled={isBusy}
              onChange={({ target }) => onAct(entry.id, target.value === 'withdraw' ? 'withdraw' : 'publish')}
            >
              <option value="publish">{t`Publish`}</option>
              <option value="withdraw">{t`Withdraw`}</option>
            </select>
            <Button
              look="quiet"
              label={t`Take “${title}” out`}
              disabled={isBusy}
              onClick={() => onRemove(entry.id)}
            >
              <X />
            </Button>
          </>
        ) : (
          <span className="soft">{action === 'publish' ? t`Publish` : t`Withdraw`}</span>
        )}
      </div>
    </li>
  );
}
