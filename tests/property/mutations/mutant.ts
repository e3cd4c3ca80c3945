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
  /** It is seen by nothing but that something never becomes public. */
  stalls?: true;
  /** The templates' bundle carries this code along (recorded reads, the loader, the context): it is built with the bug, which takes seconds. */
  inTemplates?: true;
};

export const REDIRECT_STEPS = ['set-redirect', 'remove-redirect', 'move-entry', 'create-entry'];
export const TEMPLATE_STEPS = ['switch-templates', 'create-entry', 'edit-entry', 'change-links'];
export const RENDERING_STEPS = ['publish-while-rendering', 'create-entry'];
export const LINK_STEPS = ['change-links', 'create-entry'];
/** What moves entries about in lists. */
export const VALUE_STEPS = ['create-entry', 'edit-entry', 'shift-entry'];
/** Whether, where and in which languages an entry is public. */
export const ENTRY_STEPS = [
  'create-entry',
  'edit-entry',
  'withdraw-entries',
  'move-entry',
  'translate-entry',
  'swap-slugs',
];
