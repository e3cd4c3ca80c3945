import { COLLECTION_NAME } from './check-content-model.ts';
import { FIELD_NAME } from './check-field.ts';
import type { EntryContent } from './content-model.ts';
import { createIssueList, type Issue, type IssueList } from './issues.ts';

/**
 * What is done to content that was written under an earlier content model, so that it is content of this one. Each step has an id of its own,
 * for good: the database remembers which steps a version has been through. Fields are those of the entry itself; what lies within a group, a list or
 * blocks is a matter of retyping the whole field.
 */
export type ContentStep = Rename | RenameCollection | Retype | Split | Drop | DropCollection;

/** In the order in which they were declared. None is ever taken out or changed once content has been through it. */
export type ContentMigrations = readonly ContentStep[];

type Common = {
  readonly id: string;
  /** As it is called at this step. */
  readonly collection: string;
};

export type Rename = Common & { readonly kind: 'rename'; readonly from: string; readonly to: string };

export type RenameCollection = {
  readonly kind: 'rename-collection';
  readonly id: string;
  readonly from: string;
  readonly to: string;
};

/** Throws where it cannot say what the value is to become: then the entry stays as it is, and is named. */
export type Retyping = (value: unknown, content: EntryContent) => unknown;

export type Retype = Common & { readonly kind: 'retype'; readonly field: string; readonly with: Retyping };

export type Splitting = (value: unknown, content: EntryContent) => Readonly<Record<string, unknown>>;

export type Split = Common & {
  readonly kind: 'split';
  readonly from: string;
  readonly into: readonly string[];
  readonly with: Splitting;
};

/** Only with the consent of whoever migrates. Versions of before keep the value. */
export type Drop = Common & { readonly kind: 'drop'; readonly field: string };

/** Its entries leave the public for the trash, with all their versions. Only with the consent of whoever migrates. */
export type DropCollection = Common & { readonly kind: 'drop-collection' };

type Options<Step> = Omit<Step, 'kind'>;

/** `step.rename({ id, collection, from, to })`: one builder for each kind. */
export const step = {
  rename: (options: Options<Rename>): Rename => ({ kind: 'rename', ...options }),
  renameCollection: (options: Options<RenameCollection>): RenameCollection => ({
    kind: 'rename-collection',
    ...options,
  }),
  retype: (options: Options<Retype>): Retype => ({ kind: 'retype', ...options }),
  split: (options: Options<Split>): Split => ({ kind: 'split', ...options }),
  drop: (options: Options<Drop>): Drop => ({ kind: 'drop', ...options }),
  dropCollection: (options: Options<DropCollection>): DropCollection => ({
    kind: 'drop-collection',
    ...options,
  }),
};

/** The steps that a site declares do not hold together; the message lists every place. */
export class ContentStepsError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const lines = issues.map(({ path, message }) => `- ${path}: ${message}`);
    super(`The steps of the content model are not usable:\n${lines.join('\n')}`);
    this.name = 'ContentStepsError';
    this.issues = issues;
  }
}

/** Throws a `ContentStepsError` that lists every mistake with its place. */
export function defineContentMigrations(steps: ContentMigrations): ContentMigrations {
  const issues = createIssueList();
  const ids = steps.map(({ id }) => id);
  for (const [index, declared] of steps.entries()) {
    const path = `[${index}]`;
    if (typeof declared.id !== 'string' || !STEP_ID.test(declared.id))
      issues.add(`${path}.id`, 'An id is made of small letters, digits and hyphens, such as 2026-03-teaser.');
    else if (ids.indexOf(declared.id) < index)
      issues.add(`${path}.id`, `"${declared.id}" is there twice: each step has an id of its own.`);
    checkNames(declared, { path, issues });
    checkFree(declared, { path, issues, earlier: steps.slice(0, index) });
  }
  if (issues.found.length > 0) throw new ContentStepsError(issues.found);
  return steps;
}

const STEP_ID = /^[a-z0-9][a-z0-9-]{0,79}$/;

function checkNames(declared: ContentStep, { issues, path }: { path: string; issues: IssueList }): void {
  const isCollectionStep = declared.kind === 'rename-collection';
  const pattern = isCollectionStep ? COLLECTION_NAME : FIELD_NAME;
  if (!isCollectionStep)
    checkName(declared.collection, { path: `${path}.collection`, pattern: COLLECTION_NAME, issues });
  if ('field' in declared) checkName(declared.field, { path: `${path}.field`, pattern, issues });
  if ('from' in declared) checkName(declared.from, { path: `${path}.from`, pattern, issues });
  if ('to' in declared) {
    checkName(declared.to, { path: `${path}.to`, pattern, issues });
    if (declared.from === declared.to) issues.add(`${path}.to`, 'This is the name that it has already.');
  }
  if ('with' in declared && typeof declared.with !== 'function')
    issues.add(`${path}.with`, 'Expected a function that makes the new value of the old one.');
  if (declared.kind === 'split') {
    for (const [index, name] of declared.into.entries())
      checkName(name, { path: `${path}.into[${index}]`, pattern, issues });
    if (declared.into.length === 0) issues.add(`${path}.into`, 'Name at least one field.');
    if (declared.into.includes(declared.from))
      issues.add(`${path}.into`, 'A field is split into others: retype it, or split it into new ones.');
  }
}

type Earlier = { path: string; issues: IssueList; earlier: ContentMigrations };

/** What a collection has left in the trash goes by its name: of two kinds of content nobody could tell which is which. */
function checkFree(declared: ContentStep, { earlier, issues, path }: Earlier): void {
  if (declared.kind !== 'rename-collection') return;
  const { to } = declared;
  const dropping = earlier.find((before) => before.kind === 'drop-collection' && before.collection === to);
  if (dropping !== undefined)
    issues.add(
      `${path}.to`,
      `The step ${dropping.id} has dropped a collection of this name, and its entries are in the trash under it. Take another one.`,
    );
}

function checkName(
  name: unknown,
  { issues, path, pattern }: { path: string; pattern: RegExp; issues: IssueList },
): void {
  if (typeof name !== 'string' || !pattern.test(name) || name in {})
    issues.add(path, `${JSON.stringify(name) ?? 'undefined'} is not a name that a content model can have.`);
}

/** For people: what it does. */
export function describeStep(declared: ContentStep): string {
  if (declared.kind === 'rename-collection')
    return `rename the collection ${declared.from} to ${declared.to}`;
  const { collection } = declared;
  if (declared.kind === 'drop-collection') return `drop the collection ${collection}`;
  if (declared.kind === 'rename') return `rename ${collection}.${declared.from} to ${declared.to}`;
  if (declared.kind === 'split')
    return `split ${collection}.${declared.from} into ${declared.into.join(', ')}`;
  return `${declared.kind} ${collection}.${declared.field}`;
}
