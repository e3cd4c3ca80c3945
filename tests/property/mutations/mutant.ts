/**
 * A bug, put in on purpose. `find` stands exactly once in the file, so that a mutant cannot outlive the code it was made for. The path is
 * from the root of the repository.
 */
export type Mutant = {
  name: string;
  file: string;
  find: string;
  replace: string;
  /** The only kinds of steps that are taken, where what the bug needs is rare among all of them. */
  only?: readonly string[];
  /** The templates' bundle carries this code along (recorded reads, the loader, the context): it is built with the bug, which takes seconds. */
  inTemplates?: true;
};

export const REDIRECT_STEPS = ['set-redirect', 'remove-redirect', 'move-entry', 'create-entry'];
