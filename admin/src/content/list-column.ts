import type { ReactNode } from 'react';
import type { ListedEntry } from '../../../model/api/entry.ts';

/** What the list shows of each entry beside its name. */
export type ListColumn = {
  id: string;
  label: string;
  /** As a track of a grid. */
  width: string;
  /** Left out where there is no room. */
  isAside: boolean;
  /** That the list has to be asked for. */
  field?: string;
  cell: (entry: ListedEntry) => ReactNode;
};
