import { useLingui } from '@lingui/react/macro';
import { Copy, Ellipsis, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { usePublicAddress } from '../app/use-public-address.ts';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { onDeedAsked, type EntryDeed } from './entry-deed.ts';
import { useEditor } from './use-editor.ts';

const EntryDeeds = late(
  withWords('rest', async () => (await import('../deeds/entry-deeds.tsx')).EntryDeeds),
  ({ onLeave }) => onLeave(),
);

/** What is done with the whole entry. */
export function EntryMenu(): ReactNode {
  const { t } = useLingui();
  const { entry, model } = useEditor();
  const { collection, livePath } = entry;
  const isSingle = model.collections[collection]?.single === true;
  const publicAddress = usePublicAddress();
  const [asked, setAsked] = useState<EntryDeed | null>(null);
  useEffect(() => onDeedAsked(setAsked), []);
  return (
    <>
      <MenuButton
        label={t`More`}
        icon={<Ellipsis aria-hidden="true" />}
        choices={[
          {
            id: 'site',
            label: t`Show on the site`,
            icon: <SquareArrowOutUpRight aria-hidden="true" />,
            isDisabled: livePath === null,
            onChoose: () => void window.open(publicAddress(livePath ?? '/'), '_blank', 'noopener'),
          },
          ...(isSingle
            ? []
            : [
                {
                  id: 'duplicate',
                  label: t`Make a copy`,
                  icon: <Copy aria-hidden="true" />,
                  onChoose: () => setAsked('duplicate'),
                },
              ]),
          {
            id: 'trash',
            label: t`Move to the trash`,
            icon: <Trash2 aria-hidden="true" />,
            isDangerous: true,
            onChoose: () => setAsked('trash'),
          },
        ]}
      />
      {asked !== null && <EntryDeeds deed={asked} onLeave={() => setAsked(null)} />}
    </>
  );
}
