import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ImageOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../../../api/api.ts';
import { isGone } from '../../../api/is-gone.ts';

const WIDTH = 960;

export function mediaQuery(id: string) {
  return {
    queryKey: ['media', id],
    queryFn: async ({ signal }: { signal: AbortSignal }) => (await api.readMedia({ id, signal })).body,
    staleTime: 60_000,
    retry: false,
  } as const;
}

/** A picture of the media library as it is in the text. Its alternative text is the one of the library, where the text has none. */
export function Picture({ alt, mediaId }: { alt: unknown; mediaId: unknown }): ReactNode {
  const { t } = useLingui();
  const id = String(mediaId);
  const { data: media, error } = useQuery(mediaQuery(id));
  if (isGone(error)) {
    return (
      <span className="picture-missing">
        <ImageOff aria-hidden="true" />
        {t`This picture is not in the media library any more.`}
      </span>
    );
  }
  const said = typeof alt === 'string' ? alt : (media?.alt ?? '');
  return (
    <img
      src={`/api/v1/media/${encodeURIComponent(id)}/file?width=${WIDTH}&format=webp`}
      width={media?.width ?? undefined}
      height={media?.height ?? undefined}
      alt={said}
      draggable={false}
    />
  );
}
