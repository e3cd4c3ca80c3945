import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { ContentModel } from '../../../model/content-model.ts';
import { api } from '../api/api.ts';
import { contentModelQuery } from '../api/queries.ts';
import { FailurePage, NoSuchPage } from '../app/dead-end.tsx';
import { beginEntry } from '../content/begin-entry.ts';

const route = getRouteApi('/signed-in/single/$collection');

/** Leads to the one entry of a collection that has one alone, and begins it where nobody has yet. */
export function SinglePage(): ReactNode {
  const { collection } = route.useParams();
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const { data: model } = useSuspenseQuery(contentModelQuery);
  const declared = model.collections[collection];
  const [failure, setFailure] = useState<unknown>(null);
  const asked = useRef<string | null>(null);
  const open = useCallback(async (): Promise<void> => {
    if (declared?.single !== true || asked.current === collection) return;
    // A second look must not begin a second one.
    asked.current = collection;
    try {
      setFailure(null);
      const entryId =
        (await findSingle(collection, model)) ?? (await beginEntry(client, { collection, declared })).id;
      await navigate({
        to: '/content/$collection/$entryId',
        params: { collection, entryId },
        replace: true,
      });
    } catch (error) {
      setFailure(error);
    } finally {
      asked.current = null;
    }
  }, [client, collection, declared, model, navigate]);
  useEffect(() => void open(), [open]);
  if (declared?.single !== true) return <NoSuchPage />;
  return failure === null ? null : <FailurePage error={failure} reset={() => void open()} />;
}

/** In the site's own language, or in the first that it exists in; what is in the trash is shown there, with the way back, and not begun again. */
async function findSingle(
  collection: string,
  { defaultLocale, locales }: ContentModel,
): Promise<string | null> {
  const lists = await Promise.all([
    api.listEntries({ query: { collection } }),
    api.listEntries({ query: { collection, state: 'trashed' } }),
  ]);
  const entries = lists.flatMap(({ body }) => body.entries);
  const order = [defaultLocale, ...locales];
  const [first] = entries.toSorted((a, b) => order.indexOf(a.locale) - order.indexOf(b.locale));
  return first?.id ?? null;
}
