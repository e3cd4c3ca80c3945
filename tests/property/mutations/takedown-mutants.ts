import type { Mutant } from './mutant.ts';

const ONLY = ['create-entry', 'edit-entry', 'write-secret', 'take-down', 'hold-site', 'let-go'];

/** Bugs in what goes for good. */
export const TAKEDOWN_MUTANTS: readonly Mutant[] = [
  {
    name: 'the standby tree keeps what was taken down',
    file: 'server/publishing/target/erase-files.ts',
    find: '    await catchUp(disk);\n',
    replace: '',
    only: ONLY,
  },
  {
    name: 'the lists that showed what was taken down are not erased',
    file: 'server/store/takedowns.ts',
    find: '    else suspect.add(hash);\n',
    replace: '',
    only: ONLY,
  },
  {
    name: 'a rollback brings back what was taken down',
    file: 'server/store/plan-rollback.ts',
    find: 'new Set(takedowns.flatMap((takedown) => takedown.hashes))',
    replace: 'new Set<string>()',
    only: ONLY,
  },
  {
    name: 'what was taken down is in lists while the site is held',
    file: 'server/publishing/rollback.ts',
    find: "  await removeFiles(context, { reason: 'takedown', cause: 'taken down', isGone });\n",
    replace: '',
    only: ONLY,
  },
  {
    name: 'what was taken down while the site was held is not erased when it goes on',
    file: 'server/publishing/attempt-round.ts',
    find: 'const takedowns = [...hidden.splice(0), ...taken.takedowns];',
    replace: 'hidden.splice(0);\n  const { takedowns } = taken;',
    only: ONLY,
    stalls: true,
  },
  {
    name: 'the content cache is not written anew after what was taken down',
    file: 'server/publishing/way-back-round.ts',
    find: '        await withCache(async () => cache.scrub());\n',
    replace: '',
    only: ONLY,
  },
];
