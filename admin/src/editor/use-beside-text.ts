import { useMemo, useState } from 'react';
import type { Collection } from '../../../model/content-model.ts';
import { arrangeFields, type Arrangement } from './arrange-fields.ts';

/** How the fields stand, and whether those beside the text are shown: as somebody wants it on this device. */
export type BesideText = {
  arrangement: Arrangement | null;
  isOpen: boolean;
  show: (isOpen: boolean) => void;
};

const KEY = 'stillpress.beside-text';
const HIDDEN = 'hidden';

export function useBesideText(declared: Collection | undefined): BesideText {
  const arrangement = useMemo(() => (declared === undefined ? null : arrangeFields(declared)), [declared]);
  const [isOpen, setOpen] = useState(() => localStorage.getItem(KEY) !== HIDDEN);
  return {
    arrangement,
    isOpen,
    show: (wanted) => {
      setOpen(wanted);
      localStorage.setItem(KEY, wanted ? 'shown' : HIDDEN);
    },
  };
}
