import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { contentModelQuery, entryQuery } from '../api/queries.ts';
import { FailurePage, NoSuchPage } from '../app/dead-end.tsx';
import { blankEntry, NEW } from './blank-entry.ts';
import { EditorScreen } from './editor-screen.tsx';
import { useDesk } from './use-desk.ts';
import { EditorContext } from './use-editor.ts';
import { useReadOnly } from './use-may-write.ts';

const route = getRouteApi('/signed-in/content/$collection/$entryId');

/** One entry, open to be written; or nothing yet, of which the first keystroke makes one. */
export function EditorPage(): ReactNode {
  const { collection, entryId } = route.useParams();
  const { locale } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: model } = useSuspenseQuery(contentModelQuery);
  const declared = model.collections[collection];
  const isNew = entryId === NEW;
  const begunIn = locale !== undefined && model.locales.includes(locale) ? locale : model.defaultLocale;
  const blank = useMemo(
    () => (isNew && declared !== undefined ? blankEntry({ collection, declared, locale: begunIn }) : null),
    [isNew, collection, declared, begunIn],
  );
  const { data: known, error } = useQuery({ ...entryQuery(entryId), enabled: !isNew });
  const entry = blank ?? known;
  const { desk, reopen } = useDesk({
    entryId: blank?.id ?? entryId,
    blank,
    fields: declared?.fields ?? null,
    onBegun: ({ id }) =>
      void navigate({
        params: { collection, entryId: id },
        search: {},
        replace: true,
        ignoreBlocker: true,
        resetScroll: false,
      }),
  });
  const readOnly = useReadOnly(model, entry);
  if (error instanceof ApiError && error.status === 404) return <NoSuchPage />;
  if (error !== null && desk === null) return <FailurePage error={error} reset={reopen} />;
  if (declared === undefined) return <NoSuchPage />;
  if (desk === null || entry === undefined) return null;
  return (
    <EditorContext value={{ desk, entry, model, readOnly }}>
      <EditorScreen key={desk.name} />
    </EditorContext>
  );
}
