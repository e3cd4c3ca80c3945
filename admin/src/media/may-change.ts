import { useSession } from '../app/use-session.ts';
import type { Media } from '../../../model/api/media.ts';

type MayDo = { upload: boolean; change: (media: Media) => boolean; remove: (media: Media) => boolean };

/** What to offer of the library. The server has the last word: not every role may change its own files. */
export function useMayDo(): MayDo {
  const { session } = useSession();
  const { siteActions, user } = session;
  const isOwn = ({ createdBy }: Media): boolean => createdBy === user.id;
  return {
    upload: siteActions.includes('media.upload'),
    change: (media) => siteActions.includes('media.update') || isOwn(media),
    remove: (media) => siteActions.includes('media.delete') || isOwn(media),
  };
}
