import { createContext, useContext } from 'react';
import type { ApiIssue } from '../../../model/api/api-error.ts';

/** What the server has said of each place of the form around. */
export const RefusedPlaces = createContext<readonly ApiIssue[]>([]);

export function useProblemOf(name: string): string | undefined {
  return useContext(RefusedPlaces).find(({ path }) => path === name)?.message;
}
