import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { showToast } from '../../ui/toast.ts';
import { useBreaking, type Broken } from '../breaking.ts';
import type { RedirectRow } from './redirect-csv.ts';
import { redirectsQuery } from './redirects-query.ts';

type RedirectChanges = {
  set: (redirect: RedirectRow) => Promise<void>;
  remove: (redirect: RedirectRow) => Promise<void>;
  broken: Broken | null;
  forget: () => void;
};

export function useRedirectChanges(): RedirectChanges {
  const { t } = useLingui();
  const client = useQueryClient();
  const { attempt, broken, forget } = useBreaking();
  const done = async (text: string): Promise<void> => {
    await client.invalidateQueries({ queryKey: redirectsQuery.queryKey });
    showToast({ kind: 'done', text });
  };
  return {
    set: async (body) =>
      await attempt(async (links) => {
        const { publication } = (await api.setRedirect({ body, query: { links } })).body;
        await done(publication === null ? t`It was so already.` : t`Visitors get it in a moment.`);
      }),
    remove: async ({ path }) =>
      await attempt(async (links) => {
        await api.removeRedirect({ query: { path, ...(links !== undefined && { links }) } });
        await done(t`The redirect is removed.`);
      }),
    broken,
    forget,
  };
}
