import { TEMPLATE_STEPS, type Mutant } from './mutant.ts';

const COMPARE = 'server/publishing/release/compare-files.ts';

/** Bugs in what visitors get of the pages. */
export const RELEASE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a file that goes stays',
    file: COMPARE,
    find: 'if (isDeepStrictEqual(was, now)) return;',
    replace: 'if (now === null || isDeepStrictEqual(was, now)) return;',
  },
  {
    name: 'a change that keeps the content type is none',
    file: COMPARE,
    find: 'if (isDeepStrictEqual(was, now)) return;',
    replace: 'if (isDeepStrictEqual(was, now) || was?.contentType === now?.contentType) return;',
  },
  {
    name: 'the compressed forms of a changed file stay',
    file: 'server/publishing/target/tree.ts',
    find: 'const destination = join(folder, file);',
    replace: `const destination = join(folder, file);
    if (/[.](br|gz)$/.test(file) && lstatSync(destination, { throwIfNoEntry: false })) return;`,
  },
  {
    name: 'new templates are not released',
    file: 'server/publishing/plan/candidate.ts',
    find: 'if (!isNeeded && !isAsked && templates.candidate() === null) return { summary: null };',
    replace: 'if (!isNeeded && !isAsked) return { summary: null };',
    only: TEMPLATE_STEPS,
    stalls: true,
  },
  {
    name: 'what was withdrawn comes back with a rollback',
    file: 'server/store/plan-rollback.ts',
    find: 'hashes.has(hash) || slashForms(path).some((form) => paths.has(form))',
    replace: 'hashes.has(hash)',
    only: ['create-entry', 'hold-site', 'let-go', 'withdraw-entries'],
  },
  {
    name: 'a withdrawal waits while the site is held',
    file: 'server/publishing/way-back-round.ts',
    find: '  await applyWithdrawals(tools);\n',
    replace: '',
    stalls: true,
  },
];
