import { carryContent, collectionAfter, StepFailure, type StepEffect } from '../../model/carry-content.ts';
import { findCollection } from '../../model/content-model.ts';
import type { DropCollection } from '../../model/content-steps.ts';
import { entryPath, entryTitle } from '../../model/entry-address.ts';
import { knownContent } from '../../model/foreign-content.ts';
import { validateContent } from '../../model/validation.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import type { VersionInUse } from '../store/versions-in-use.ts';
import { hashContent } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { fingerprintOf } from './new-version.ts';
import { fitContent, stepsMissing } from './steps-taken.ts';

/** What an entry becomes under the model of now. */
export type CarriedEntry = {
  kind: 'carried';
  entryId: string;
  collection: string;
  title: string;
  versions: CarriedUse[];
  /** Why what is public of it could not be published under this model. It is brought there all the same, where whoever migrates consents. */
  lacking: FieldIssue[];
};

export type CarriedUse = {
  from: VersionInUse;
  content: Record<string, unknown>;
  /** It takes a version of its own. */
  isChanged: boolean;
  effects: readonly StepEffect[];
  /** Where it would be public. */
  path: string | null;
};

/** Nothing of it may be changed until somebody has mended what is named. */
export type EntryMisfit = {
  kind: 'misfit';
  entryId: string;
  collection: string;
  title: string;
  isPublic: boolean;
  issues: FieldIssue[];
};

/** The model has no such collection: nobody sees the entry, and it stays as it is. */
export type LeftEntry = { kind: 'left'; entryId: string };

/** A step drops its collection: it is to leave the public for the trash. */
export type DroppedEntry = {
  kind: 'dropped';
  entryId: string;
  /** As it is called now. */
  collection: string;
  title: string;
  isPublic: boolean;
  step: DropCollection;
};

export type EntryOutcome = CarriedEntry | EntryMisfit | LeftEntry | DroppedEntry;

type Taken = ReadonlyMap<string, readonly string[]>;

/** A decision over values: `uses` are all versions in use of one entry. */
export async function carryEntry(
  context: AuthoringContext,
  { taken, uses }: { uses: readonly VersionInUse[]; taken: Taken },
): Promise<EntryOutcome> {
  const [first] = uses;
  if (first === undefined) throw new TypeError('an entry has a draft');
  const { entryId, title } = first;
  const isPublic = uses.some((use) => use.isPublic);
  const misfit = { kind: 'misfit', entryId, collection: first.collection, title, isPublic } as const;
  const step = droppingStep(context, { uses, taken });
  if (step !== null) {
    const isGone = first.isTrashed && !isPublic;
    return isGone
      ? { kind: 'left', entryId }
      : { kind: 'dropped', entryId, collection: first.collection, title, isPublic, step };
  }
  try {
    const versions: Awaited<ReturnType<typeof carryUse>>[] = [];
    for (const use of uses) versions.push(await carryUse(context, { use, taken }));
    const collection =
      versions.find((carried) => carried.collection !== first.collection)?.collection ?? first.collection;
    if (findCollection(context.model, collection) === undefined) return { kind: 'left', entryId };
    const issues = versions.flatMap(({ issues: found }) => found);
    if (issues.length > 0) return { ...misfit, issues };
    const draft = versions.find(({ from }) => from.isDraft)?.content ?? {};
    return {
      kind: 'carried',
      entryId,
      collection,
      title: entryTitle(context.model, { collection, content: draft }),
      versions,
      lacking: versions.flatMap((carried) => lackingIn(context, carried)),
    };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    const issue = {
      path: error.field,
      message: `${error.message} Mend the value or the step, and migrate again.`,
    };
    return { ...misfit, issues: [issue] };
  }
}

/** The draft decides: what an editor has saved under this model since is of it. */
function droppingStep(
  context: AuthoringContext,
  { taken, uses }: { uses: readonly VersionInUse[]; taken: Taken },
): DropCollection | null {
  const draft = uses.find(({ isDraft }) => isDraft);
  if (draft === undefined || draft.modelFingerprint === fingerprintOf(context)) return null;
  const steps = stepsMissing(context, { fingerprint: draft.modelFingerprint, taken });
  return collectionAfter(draft.collection, steps).droppedBy;
}

async function carryUse(
  context: AuthoringContext,
  { taken, use }: { use: VersionInUse; taken: Taken },
): Promise<CarriedUse & { collection: string; issues: FieldIssue[] }> {
  const { model } = context;
  const { locale, modelFingerprint: fingerprint } = use;
  if (fingerprint === fingerprintOf(context)) return unchanged(context, use);
  const { collection, content, effects } = carryContent(use, stepsMissing(context, { fingerprint, taken }));
  const fitting = await fit(context, { collection, content, isTouched: effects.length > 0 });
  const path = entryPath(model, { collection, locale, content: fitting.content });
  const lost = use.isPublic && path === null && unchanged(context, use).path !== null;
  const issues = lost
    ? [
        {
          path: 'slug',
          message: 'It is public at an address, and would lose it: its slug is not set under this model.',
        },
      ]
    : [];
  return {
    from: use,
    collection,
    content: fitting.content,
    isChanged: hashContent(fitting.content) !== use.contentHash,
    effects,
    path,
    issues: [...fitting.issues, ...issues],
  };
}

/** What has been brought to the model before was agreed to then. */
function lackingIn(
  context: AuthoringContext,
  { collection, content, from }: Pick<CarriedUse, 'content' | 'from'> & { collection: string },
): FieldIssue[] {
  if (!from.isPublic || from.modelFingerprint === fingerprintOf(context)) return [];
  const { model } = context;
  const known = knownContent(model, { collection, content });
  const result = validateContent(model, { collection, content: known, level: 'publish' });
  if (result.ok) return [];
  return result.issues.map(({ message, path }) => ({
    path,
    message: `${message} Mend the value, declare a step that sets it, or ask for less until editors have filled it in.`,
  }));
}

function unchanged({ model }: AuthoringContext, use: VersionInUse) {
  const path = entryPath(model, use);
  const { collection, content } = use;
  return { from: use, collection, content, isChanged: false, effects: [], path, issues: [] };
}

type Fitting = { collection: string; content: Record<string, unknown>; isTouched: boolean };

/** What no step has touched is only looked at: it is stored in the form that it has. */
async function fit(
  context: AuthoringContext,
  { collection, content, isTouched }: Fitting,
): Promise<{ content: Record<string, unknown>; issues: FieldIssue[] }> {
  const { model } = context;
  if (findCollection(model, collection) === undefined) return { content, issues: [] };
  if (isTouched) {
    try {
      return { content: await fitContent(context, { collection, content }), issues: [] };
    } catch (error) {
      if (!(error instanceof AppError) || error.details.issues === undefined) throw error;
      return { content, issues: error.details.issues.map(withAdvice) };
    }
  }
  const known = knownContent(model, { collection, content });
  const result = validateContent(model, { collection, content: known, level: 'draft' });
  return { content, issues: result.ok ? [] : result.issues.map(withAdvice) };
}

function withAdvice({ message, path }: FieldIssue): FieldIssue {
  return {
    path,
    message: `${message} Declare a step that retypes the field, or mend the value, and migrate again.`,
  };
}
