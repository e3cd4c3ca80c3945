import { useState } from 'react';

export type MediaView = 'grid' | 'list';

const KEY = 'stillpress.media-view';

/** As somebody likes to look at files, also the next time. */
export function useMediaView(): [view: MediaView, choose: (view: MediaView) => void] {
  const [view, setView] = useState<MediaView>(localStorage.getItem(KEY) === 'list' ? 'list' : 'grid');
  return [
    view,
    (chosen) => {
      localStorage.setItem(KEY, chosen);
      setView(chosen);
    },
  ];
}
