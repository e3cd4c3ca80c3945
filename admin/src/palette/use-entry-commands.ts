import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useMatchRoute, useNavigate } from '@tanstack/react-router';
import { SquareArrowOutUpRight } from 'lucide-react';
import { entryQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { PANEL_NAMES } from '../editor/panel-name.ts';
import { PANELS } from '../editor/panels.ts';
import type { Command } from './command.ts';

/** What is done with the entry that is open: its panels, and where visitors see it. */
export function useEntryCommands(): Command[] {
  const { i18n, t } = useLingui();
  const navigate = useNavigate();
  const params = useMatchRoute()({ to: '/content/$collection/$entryId' });
  const open = params === false ? null : params;
  const entry = useQuery({ ...entryQuery(open?.entryId ?? ''), enabled: open !== null }).data;
  if (open === null || entry === undefined) return [];
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
  const { livePath } = entry;
  if (livePath === null) return panels;
  const onChoose = (): void => void window.open(livePath, '_blank', 'noopener');
  return [
    ...panels,
    { id: 'live', label: t`Show on the site`, about, Icon: SquareArrowOutUpRight, onChoose },
  ];
}
