import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUser, FileText, Keyboard, Settings2, SquarePen, Trash2, Upload } from 'lucide-react';
import { contentModelQuery } from '../api/queries.ts';
import { useSession } from '../app/use-session.ts';
import { CONTENT_WAYS, MAIN_WAYS, SETTINGS_WAYS } from '../app/ways.ts';
import { labelText } from '../content/label-text.ts';
import { useMayDo } from '../media/may-change.ts';
import { SETTINGS_PLACES } from '../settings/settings-places.ts';
import type { Command } from './command.ts';
import { useEntryCommands } from './use-entry-commands.ts';
import { useLookCommands } from './use-look-commands.ts';

/** Every screen that the role opens, and everything that is done from anywhere. */
export function useCommands(onShortcuts: () => void): Command[] {
  const { t } = useLingui();
  const ofEntry = useEntryCommands();
  const screens = useScreens();
  const { beginnings, trashes } = useCollections();
  const look = useLookCommands();
  const shortcuts = { id: 'shortcuts', label: t`Keyboard shortcuts`, about: '?', Icon: Keyboard };
  const upload = useUpload();
  return [
    ...ofEntry,
    ...screens,
    ...beginnings,
    ...trashes,
    ...upload,
    { ...shortcuts, onChoose: onShortcuts },
    ...look,
  ];
}

function useScreens(): Command[] {
  const { i18n, t } = useLingui();
  const { session } = useSession();
  const navigate = useNavigate();
  const collections = Object.entries(useQuery(contentModelQuery).data?.collections ?? {});
  const isOpen = ({ needs }: { needs?: string }): boolean =>
    needs === undefined || session.siteActions.includes(needs);
  const ways = [...MAIN_WAYS, ...CONTENT_WAYS, ...SETTINGS_WAYS]
    .filter(isOpen)
    .map(({ Icon, label, to }): Command => ({
      id: `go:${to}`,
      label: i18n._(label),
      Icon,
      onChoose: () => void navigate({ to }),
    }));
  const places = SETTINGS_PLACES.filter(isOpen).map(({ Icon, label, to }): Command => ({
    id: `go:${to}`,
    label: i18n._(label),
    about: t`Administration`,
    Icon,
    onChoose: () => void navigate({ to }),
  }));
  const lists = collections.map(([collection, { label, single }]): Command => ({
    id: `list:${collection}`,
    label: labelText(label),
    Icon: single ? Settings2 : FileText,
    onChoose: () =>
      void navigate({ to: single ? '/single/$collection' : '/content/$collection', params: { collection } }),
  }));
  const account = { id: 'go:/account', label: t`Your account`, Icon: CircleUser };
  return [...ways, ...lists, ...places, { ...account, onChoose: () => void navigate({ to: '/account' }) }];
}

/** What is begun in each collection, and what was thrown away of each. */
function useCollections(): { beginnings: Command[]; trashes: Command[] } {
  const { t } = useLingui();
  const navigate = useNavigate();
  const all = Object.entries(useQuery(contentModelQuery).data?.collections ?? {});
  const collections = all
    .filter(([, { single }]) => !single)
    .map(([collection, { label }]) => ({ collection, name: labelText(label) }));
  const beginnings = collections.map(({ collection, name }): Command => ({
    id: `new:${collection}`,
    label: t`New entry: ${name}`,
    Icon: SquarePen,
    onChoose: () =>
      void navigate({ to: '/content/$collection/$entryId', params: { collection, entryId: 'new' } }),
  }));
  const trashes = collections.map(({ collection, name }): Command => ({
    id: `trash:${collection}`,
    label: t`Trash: ${name}`,
    words: t`deleted, restore`,
    Icon: Trash2,
    onChoose: () =>
      void navigate({ to: '/content/$collection', params: { collection }, search: { state: 'trashed' } }),
  }));
  return { beginnings, trashes };
}

/** To where files are dropped, pasted and chosen. */
function useUpload(): Command[] {
  const { t } = useLingui();
  const navigate = useNavigate();
  const may = useMayDo();
  if (!may.upload) return [];
  return [
    {
      id: 'upload',
      label: t`Upload files`,
      words: t`image, picture, media`,
      Icon: Upload,
      onChoose: () => void navigate({ to: '/media' }),
    },
  ];
}
