import { carryContent, collectionBefore, StepFailure } from '../../model/carry-content.ts';
import type { ContentMigrations } from '../../model/content-steps.ts';
import { foreignContent, knownContent } from '../../model/foreign-content.ts';
import { besideFingerprint, plainFingerprint } from '../../model/model-fingerprint.ts';
import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import { readStepsTaken } from '../store/content-models.ts';
import type { Tables } from '../store/tables.ts';
import type { StoredVersion } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { draftContent } from './draft-content.ts';
import { fingerprintOf } from './new-version.ts';

type Steps = Pick<AuthoringContext, 'model' | 'migrations'>;

/** The declared steps that content under this fingerprint has not been through. Under one that nobody knows it has been through none. */
export function stepsMissing(
  { migrations = [] }: Steps,
  { fingerprint, taken }: { fingerprint: string; taken: ReadonlyMap<string, readonly string[]> },
): ContentMigrations {
  const been = taken.get(fingerprint) ?? [];
  return migrations.filter(({ id }) => !been.includes(id));
}

/** Content as it is kept under this model: valid for a draft, and with what the model does not know beside it. */
export async function fitContent(
  { model }: Steps,
  { collection, content }: { collection: string; content: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const own = knownContent(model, { collection, content });
  const known = await draftContent(model, { collection, content: own, sentBy: null });
  return { ...known, ...foreignContent(model, { collection, content }) };
}

/** Of content that has been through all steps. */
export function carriedFingerprint(
  context: Steps,
  kept: { collection: string; content: Record<string, unknown> },
): string {
  const isAlone = Object.keys(foreignContent(context.model, kept)).length === 0;
  return isAlone ? fingerprintOf(context) : besideFingerprint(fingerprintOf(context));
}

type Carrying = { context: Steps; entry: { collection: string }; version: StoredVersion };

/** A version of before as it would be under this model. Throws a `StepFailure` where a step cannot say what a value is to become. */
export async function carriedVersion(
  tx: Kysely<Tables>,
  { context, entry, version }: Carrying,
): Promise<StoredVersion> {
  const current = fingerprintOf(context);
  const fingerprint = plainFingerprint(version.modelFingerprint);
  if ((context.migrations ?? []).length === 0 || fingerprint === current) return version;
  const taken = await readStepsTaken(tx);
  const steps = stepsMissing(context, { fingerprint, taken });
  if (steps.length === 0) return version;
  const { collection, content } = carryContent(
    { collection: collectionBefore(entry.collection, steps), content: version.content },
    steps,
  );
  const tidy = await tidied(context, { collection, content });
  return { ...version, content: tidy, modelFingerprint: current };
}

/** The same for whoever only looks: where a step fails, what stands in the version is better than nothing. */
export async function seenVersion(tx: Kysely<Tables>, carrying: Carrying): Promise<StoredVersion> {
  try {
    return await carriedVersion(tx, carrying);
  } catch (error) {
    if (error instanceof StepFailure) return carrying.version;
    throw error;
  }
}

/** What does not fit all the same is shown as it is; whoever restores it is told what is wrong. */
async function tidied(
  context: Steps,
  carried: { collection: string; content: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  try {
    return await fitContent(context, carried);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-input') return carried.content;
    throw error;
  }
}
