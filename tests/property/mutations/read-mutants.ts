import type { Question } from '../../../content-cache/read-record.ts';
import { ENTRY_STEPS, REDIRECT_STEPS, VALUE_STEPS, type Mutant } from './mutant.ts';

const STEP = 'content-cache/step.ts';
const AFFECTED = 'content-cache/reads/affected.ts';
const CANDIDATES = 'content-cache/reads/candidates.ts';

const KINDS: readonly Question['kind'][] = [
  'entry',
  'card',
  'published-at',
  'query',
  'count',
  'neighbours',
  'values',
  'backlinks',
  'path',
  'translations',
  'media',
  'redirect',
  'clock',
];

/** Where the bug is met late among all steps. */
const ONLY: Partial<Record<Question['kind'], readonly string[]>> = {
  card: ENTRY_STEPS,
  count: ENTRY_STEPS,
  path: ENTRY_STEPS,
  translations: ENTRY_STEPS,
  redirect: REDIRECT_STEPS,
};

function overlooking(kind: Question['kind']): Mutant {
  const only = ONLY[kind];
  return {
    name: `another answer to a question about "${kind}" is overlooked`,
    file: STEP,
    find: 'isChanged: record.digest !== digest };',
    replace: `isChanged: record.digest !== digest && question.kind !== '${kind}' };`,
    ...(only !== undefined && { only }),
  };
}

/** Bugs in finding what a change reaches. */
export const READ_MUTANTS: readonly Mutant[] = [
  ...KINDS.map(overlooking),
  {
    name: 'what was not there and appears is overlooked',
    file: STEP,
    find: 'isChanged: record.digest !== digest };',
    replace: "isChanged: record.digest !== digest && digest !== 'absent' };",
  },
  {
    name: 'the new answer is not kept',
    file: STEP,
    find: '      if (!isForeseen) reads.update(readId, record);\n',
    replace: '',
  },
  {
    name: 'the hour is looked at once a day',
    file: STEP,
    find: 'before[grain] !== now[grain]',
    replace: 'before.day !== now.day',
    only: ['move-clock', 'create-entry'],
  },
  {
    name: 'windows are looked up behind their ends',
    file: 'content-cache/reads/read-store.ts',
    find: 'AND last >= ?',
    replace: 'AND last > ?',
  },
  {
    name: 'what comes or goes before a window does not shift it',
    file: AFFECTED,
    find: '  if (before === null || after === null) return true;\n',
    replace: '',
  },
  {
    name: 'what leaves a list is not told',
    file: AFFECTED,
    find: 'if (before === null || after === null) return true;',
    replace: 'if (before === null || after === null) return before === null;',
  },
  {
    name: 'what enters a list is not told',
    file: AFFECTED,
    find: 'if (before === null || after === null) return true;',
    replace: 'if (before === null || after === null) return after === null;',
  },
  {
    name: 'lists for the old values are not looked up',
    file: AFFECTED,
    find: 'new Set([...(before?.equals ?? []), ...(after?.equals ?? [])])',
    replace: 'new Set(after?.equals ?? before?.equals ?? [])',
  },
  {
    name: 'lists for the new values are not looked up',
    file: AFFECTED,
    find: 'new Set([...(before?.equals ?? []), ...(after?.equals ?? [])])',
    replace: 'new Set(before?.equals ?? after?.equals ?? [])',
  },
  {
    name: 'what moves from before a window into it is not told',
    file: AFFECTED,
    find: 'places.every((key) => Buffer.compare(key, first) < 0)',
    replace: 'places.some((key) => Buffer.compare(key, first) < 0)',
    only: VALUE_STEPS,
  },
  {
    name: 'what moves from before a cursor into the offset behind it is not told',
    file: 'content-cache/reads/selection.ts',
    find: 'query.offset === 0 || query.after !== undefined;',
    replace: 'query.offset === 0;',
    only: VALUE_STEPS,
  },
  {
    name: 'another place of an entry in a list is no other answer',
    file: 'content-cache/reads/answer-digest.ts',
    find: 'return item.cursor === undefined ? item.digest : [item.digest, item.cursor];',
    replace: 'return item.digest;',
    only: ['create-entry', 'shift-entry'],
    inTemplates: true,
  },
  {
    name: 'windows are looked up from the later one of two places',
    file: AFFECTED,
    find: 'return Buffer.compare(first, second) < 0 ? first : second;',
    replace: 'return Buffer.compare(first, second) > 0 ? first : second;',
    only: ['shift-entry', 'create-entry', 'withdraw-entries'],
  },
  {
    name: 'a range is tested on the old values alone',
    file: AFFECTED,
    find: 'meetsRest(rest, standing.after.item)',
    replace: 'meetsRest(rest, (standing.before ?? standing.after).item)',
  },
  {
    name: 'a change of a range field in place is none',
    file: AFFECTED,
    find: 'first.equals(second) && !restDiffers(shape, before, after)',
    replace: 'first.equals(second)',
  },
  {
    name: 'lists without an end are forgotten',
    file: AFFECTED,
    find: 'if (stays) return cardChanged ? AFTER_ALL : null;',
    replace: 'if (stays) return null;',
  },
  {
    name: 'translations are not told of another path',
    file: AFFECTED,
    find: 'if (differs(change, ({ path }) => path) || differs(change, ({ translationGroup }) => translationGroup))',
    replace: 'if (differs(change, ({ translationGroup }) => translationGroup))',
  },
  {
    name: 'an entry that is not named any more is not told',
    file: AFFECTED,
    find: ': before.symmetricDifference(after);',
    replace: ': after.difference(before);',
  },
  {
    name: 'an entry is not told of another card that names it',
    file: AFFECTED,
    find: '? before.union(after)',
    replace: '? before.symmetricDifference(after)',
  },
  {
    name: 'members of a window are not told of another card',
    file: CANDIDATES,
    find: "if (isShownDifferently || read.question.kind === 'published-at') add(read);",
    replace: "if (read.question.kind === 'published-at') add(read);",
  },
  {
    name: 'new neighbours are not told',
    file: CANDIDATES,
    find: 'ids.push(...[previous, next].filter((neighbour) => neighbour !== null));',
    replace: '',
  },
  {
    name: 'the end of a window stays where it was',
    file: 'content-cache/reads/read-store.ts',
    find: '      if (window !== null) putPlaces(readId, question, window);\n',
    replace: '',
  },
  {
    name: 'a list that could take more ends where its range begins',
    file: 'content-cache/reads/selection.ts',
    find: "key.order === 'ascending' ? (lt ?? lte) : (gt ?? gte)",
    replace: "key.order === 'ascending' ? (gt ?? gte) : (lt ?? lte)",
    only: ['create-entry', 'edit-entry'],
  },
  {
    name: 'whoever tells when an entry was published is not told that it was again',
    file: CANDIDATES,
    find: 'if (isPublishedAgain || isShownDifferently) {',
    replace: 'if (isShownDifferently) {',
  },
  {
    name: 'nobody knows where neighbours have been asked for',
    file: 'content-cache/reads/read-store.ts',
    find: "      sql.putPlace.run(shapes.idOf('neighbours', place.shape), place.equal, canonicalJson(place.rest));\n",
    replace: "      shapes.idOf('neighbours', place.shape);\n",
  },
  {
    name: 'answers are compared with what was there in the step before',
    file: 'content-cache/step.ts',
    find: '    memory.moveTo(null);\n',
    replace: '',
  },
  {
    name: 'a descending field is a key that ascends',
    file: 'content-cache/reads/sort-key.ts',
    find: "return order === 'descending' ?",
    replace: "return order === 'descending' && field === 'id' ?",
  },
  {
    name: 'ids that descend are keys that ascend',
    file: 'content-cache/reads/sort-key.ts',
    find: "return order === 'descending' ?",
    replace: "return order === 'descending' && field !== 'id' ?",
    only: ['shift-entry', 'create-entry', 'withdraw-entries'],
  },
  {
    name: 'no value is the greatest key',
    file: 'content-cache/reads/sort-key.ts',
    find: 'const [NOTHING, NUMBER, TEXT] = [1, 2, 3];',
    replace: 'const [NOTHING, NUMBER, TEXT] = [4, 2, 3];',
    only: VALUE_STEPS,
  },
  {
    name: 'the title is not in the digest of a card',
    file: 'content-cache/item-writer.ts',
    find: 'digestOf(inOrder({ ...cardFacts, fields: card }))',
    replace: 'digestOf(inOrder({ ...cardFacts, fields: { ...card, title: null } }))',
  },
  {
    name: 'the address is not in the digest of a card',
    file: 'content-cache/item-writer.ts',
    find: 'digestOf(inOrder({ ...cardFacts, fields: card }))',
    replace: 'digestOf(inOrder({ ...cardFacts, path: null, slug: null, fields: { ...card, slug: null } }))',
    only: ['move-entry', 'swap-slugs'],
  },
];
