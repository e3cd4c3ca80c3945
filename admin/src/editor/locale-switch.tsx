import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, Languages, Plus, Trash2, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { api } from '../api/api.ts';
import { entryQuery, firstEntriesQuery } from '../api/queries.ts';
import { MenuButton, type MenuChoice } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.ts';
import { isBlank, NEW } from './blank-entry.ts';
import { localeName, translationsQuery } from './translations.ts';
import { useEditor } from './use-editor.ts';

/** To the same in another language, which is begun where there is none yet. */
export function LocaleSwitch(): ReactNode {
  const { entry, model } = useEditor();
  if (model.locales.length < 2) return null;
  return isBlank(entry) ? <OfBlank /> : <OfEntry />;
}

/** Nothing is typed yet: it is to be in another language, that is all. */
function OfBlank(): ReactNode {
  const { i18n } = useLingui();
  const { entry, model } = useEditor();
  const navigate = useNavigate();
  const { collection } = entry;
  return (
    <Switch
      choices={model.locales.map((locale) => ({
        id: locale,
        label: localeName(locale, i18n.locale),
        icon: locale === entry.locale ? <Check aria-hidden="true" /> : <span className="menu-gap" />,
        onChoose: () =>
          void navigate({
            to: '/content/$collection/$entryId',
            params: { collection, entryId: NEW },
            search: { locale },
            replace: true,
          }),
      }))}
    />
  );
}

function OfEntry(): ReactNode {
  const { i18n, t } = useLingui();
  const { entry } = useEditor();
  const navigate = useNavigate();
  const { data: translations = [] } = useQuery(translationsQuery(entry.id));
  const trashed = useTrashedSingles();
  const begin = useBegin();
  const open = (entryId: string): void =>
    void navigate({
      to: '/content/$collection/$entryId',
      params: { collection: entry.collection, entryId },
    });
  return (
    <Switch
      choices={translations.map(({ entry: there, locale, source }): MenuChoice => {
        const language = localeName(locale, i18n.locale);
        const isHere = (there ?? trashed.get(locale))?.id === entry.id;
        const thrownAway = trashed.get(locale);
        if (there === null && thrownAway !== undefined)
          return {
            id: locale,
            label: t`${language}, in the trash`,
            icon: isHere ? <Check aria-hidden="true" /> : <Trash2 aria-hidden="true" />,
            onChoose: () => open(thrownAway.id),
          };
        if (there === null)
          return {
            id: locale,
            label: t`Translate: ${language}`,
            icon: <Plus aria-hidden="true" />,
            isDisabled: entry.trashedAt !== null,
            onChoose: () => begin(locale, open),
          };
        const isOutdated = source?.isOutdated === true;
        return {
          id: locale,
          label: isOutdated ? t`${language}, made from an older text` : language,
          icon: isHere ? (
            <Check aria-hidden="true" />
          ) : isOutdated ? (
            <TriangleAlert aria-hidden="true" />
          ) : (
            <span className="menu-gap" />
          ),
          onChoose: () => {
            if (!isHere) open(there.id);
          },
        };
      })}
    />
  );
}

/** What a single has in the trash, by language: another one beside it would keep it from coming back. */
function useTrashedSingles(): ReadonlyMap<string, EntrySummary> {
  const { entry, model } = useEditor();
  const { collection } = entry;
  const { data } = useQuery({
    ...firstEntriesQuery({ collection, state: 'trashed' }),
    enabled: model.collections[collection]?.single === true,
  });
  return new Map(data?.entries.map((trashed) => [trashed.locale, trashed]));
}

function useBegin(): (locale: string, onMade: (id: string) => void) => void {
  const { desk, entry } = useEditor();
  const client = useQueryClient();
  const { mutate } = useMutation({
    // With all that is written so far.
    mutationFn: async (locale: string) => {
      await desk.keeper.flush();
      return (await api.createTranslation({ id: entry.id, body: { locale } })).body;
    },
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
  });
  return (locale, onMade) =>
    mutate(locale, {
      onSuccess: (made) => {
        client.setQueryData(entryQuery(made.id).queryKey, made);
        onMade(made.id);
      },
    });
}

function Switch({ choices }: { choices: readonly MenuChoice[] }): ReactNode {
  const { i18n, t } = useLingui();
  const { entry } = useEditor();
  const language = localeName(entry.locale, i18n.locale);
  return (
    <div className="locale-switch">
      <span className="locale-name" aria-hidden="true">
        {entry.locale.toLocaleUpperCase()}
      </span>
      <MenuButton
        label={t`Language: ${language}`}
        icon={<Languages aria-hidden="true" />}
        choices={choices}
      />
    </div>
  );
}
