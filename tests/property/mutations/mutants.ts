import type { Mutant } from './mutant.ts';
import { PAGE_MUTANTS } from './page-mutants.ts';
import { QUERY_MUTANTS } from './query-mutants.ts';
import { READ_MUTANTS } from './read-mutants.ts';
import { RELEASE_MUTANTS } from './release-mutants.ts';
import { TAKEDOWN_MUTANTS } from './takedown-mutants.ts';

/** By what the bug is in. */
export const MUTANT_LISTS: readonly (readonly Mutant[])[] = [
  READ_MUTANTS,
  QUERY_MUTANTS,
  PAGE_MUTANTS,
  RELEASE_MUTANTS,
  TAKEDOWN_MUTANTS,
];

/** Each is found by the property test within a few hundred steps. */
export const MUTANTS: readonly Mutant[] = MUTANT_LISTS.flat();
