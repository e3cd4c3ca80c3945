import type { LucideIcon } from 'lucide-react';

/** Something that the palette leads to, or does. */
export type Command = {
  /** By which it is known again among what was chosen last. */
  id: string;
  label: string;
  /** Beside its name: where it is, or what it is now. */
  about?: string;
  /** By which it is found besides. */
  words?: string;
  Icon: LucideIcon;
  /** Of one that opens an entry: what it is remembered by. */
  entry?: { title: string; collection: string; locale: string };
  onChoose: () => void;
};
