import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { showToast } from '../ui/toast.ts';
import { isAccepted, type MediaKind } from './accept.ts';
import { lacksAlt } from './lacks-alt.ts';
import type { MediaPickerProps } from './media-picker-props.ts';
import { startUploads } from './uploads.ts';
import { useMediaList, type MediaListState } from './use-media-list.ts';

type Picking = {
  q: string;
  setQ: (words: string) => void;
  kind: MediaKind | undefined;
  setKind: (kind: MediaKind | undefined) => void;
  list: MediaListState;
  /** Those of the list that may stand where somebody chooses for. */
  shown: readonly Media[];
  selected: ReadonlySet<string>;
  select: (ids: ReadonlySet<string>) => void;
  chosen: readonly Media[];
  /** To say what the chosen picture shows. */
  isAsked: boolean;
  open: (media: Media) => void;
  take: (media: readonly Media[]) => void;
  upload: (files: readonly File[]) => Promise<void>;
};

export function usePicking(
  { accept, isMultiple = false, onChoose, onClose }: MediaPickerProps,
  kinds: readonly MediaKind[],
): Picking {
  const { t } = useLingui();
  const [q, setQ] = useState('');
  const [kind, setKind] = useState<MediaKind | undefined>(kinds.length === 1 ? kinds[0] : undefined);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  /** Chosen or uploaded here, whatever the list shows now. */
  const [arrived, setArrived] = useState<readonly Media[]>([]);
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const list = useMediaList({ ...(q !== '' && { q }), ...(kind !== undefined && { kind }) });
  const shown = list.media.filter(({ contentType }) => isAccepted(contentType, accept));
  const known = new Map([...arrived, ...shown].map((media) => [media.id, media]));

  const take = (media: readonly Media[]): void => {
    for (const one of media) onChoose(one);
    onClose();
  };
  const open = (media: Media): void => {
    // Once, gently: whoever opens it again has been asked.
    if (isMultiple || !lacksAlt(media) || askedFor === media.id) take([media]);
    else {
      setSelected(new Set([media.id]));
      setAskedFor(media.id);
    }
  };
  const upload = async (files: readonly File[]): Promise<void> => {
    const media = await startUploads(isMultiple ? files : files.slice(0, 1));
    const fitting = media.filter(({ contentType }) => isAccepted(contentType, accept));
    for (const { fileName } of media.filter((one) => !fitting.includes(one)))
      showToast({ kind: 'problem', text: t`“${fileName}” is in the library now, but cannot stand here.` });
    if (fitting.length === 0) return;
    const ids = fitting.map(({ id }) => id);
    setQ('');
    setArrived((before) => [...before, ...fitting]);
    setSelected((before) => new Set(isMultiple ? [...before, ...ids] : ids));
    setAskedFor(isMultiple ? null : (ids[0] ?? null));
  };
  return {
    q,
    setQ,
    kind,
    setKind,
    list,
    shown,
    selected,
    select: (ids) => {
      // Another search may no longer show them.
      setArrived((before) => [...before, ...shown.filter(({ id }) => ids.has(id))]);
      setSelected(ids);
      setAskedFor(null);
    },
    chosen: [...selected].flatMap((id) => known.get(id) ?? []),
    isAsked: askedFor !== null,
    open,
    take,
    upload,
  };
}
