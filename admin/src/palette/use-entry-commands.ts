import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useMatchRoute, useNavigate } from '@tanstack/react-router';
import { Copy, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { contentModelQuery, entryQuery } from '../api/queries.ts';
import { usePublicAddress } from '../app/use-public-address.ts';
import { entryTitle } from '../content/entry-title.ts';
import { askForDeed } from '../editor/entry-deed.ts';
import { PANEL_NAMES } from '../editor/panel-name.ts';
import { PANELS } from '../editor/panels.ts';
import type { Command } from './command.ts';

/** What is done with the entry that is open: its panels, where visitors see it, a copy, and the trash. */
export function useEntryCommands(): Command[] {
  const { i18n, t } = useLingui();
  const navigate = useNavigate();
  const publicAddress = usePublicAddress();
  const params = useMatchRoute()({ to: '/content/$collection/$entryId' });
  const open = params === false ? null : params;
  const entry = useQuery({ ...entryQuery(open?.entryId ?? ''), enabled: open !== null }).data;
  const { data: model } = useQuery(contentModelQuery);
  if (open === null || entry === undefined || entry.trashedAt !== null) return [];
  const isSingle = model?.collections[entry.collection]?.single === true;
  const about = entryTitle(entry);
  const panels = PANEL_NAMES.map((panel): Command => {
    const { Icon, label } = PANELS[panel];
    return {
      id: `panel:${panel}`,
      label: i18n._(label),
      about,
      Icon,
      onChoose: () =>
        void navigate({
          to: '/content/$collection/$entryId',
          params: open,
          search: { panel },
          replace: true,
        }),
    };
  });
  const copy: Command = {
    id: 'duplicate',
    label: t`Make a copy`,
    words: t`duplicate`,
    about,
    Icon: Copy,
    onChoose: () => askForDeed('duplicate'),
  };
  const deeds: Command[] = [
    ...(isSingle ? [] : [copy]),
    {
      id: 'trash',
      label: t`Move to the trash`,
      words: t`delete`,
      about,
      Icon: Trash2,
      onChoose: () => askForDeed('trash'),
    },
  ];
  const { livePath } = entry;
  if (livePath === null) return [...panels, ...deeds];
  const onChoose = (): void => void window.open(publicAddress(livePath), '_blank', 'noopener');
  return [
    ...panels,
    ...deeds,
    { id: 'live', label: t`Show on the site`, about, Icon: SquareArrowOutUpRight, onChoose },
  ];
}
