import type { ContentModel } from '../../model/content-model.ts';
import type { ContentMigrations } from '../../model/content-steps.ts';
import { entrySlug } from '../../model/entry-address.ts';
import { modelFingerprint } from '../../model/model-fingerprint.ts';
import { newId } from '../store/new-id.ts';
import type { NewVersion } from '../store/versions.ts';
import type { AuthoringContext } from './authoring-context.ts';

/** A process has one model and one list of steps, and their fingerprint takes longer than the rest of a version. */
const fingerprints = new WeakMap<ContentModel, WeakMap<ContentMigrations, string>>();

type Written = Pick<AuthoringContext, 'model' | 'migrations'>;

type Made = Pick<NewVersion, 'entryId' | 'content' | 'createdAt' | 'createdBy'> & {
  collection: string;
  /** Of another model, which has put something of its own into the content; null: of this one. */
  fingerprint?: string | null;
};

export function newVersion(written: Written, version: Made): NewVersion {
  const { collection, fingerprint = null, ...rest } = version;
  return {
    ...rest,
    id: newId(),
    slug: entrySlug(written.model, { collection, content: rest.content }),
    modelFingerprint: fingerprint ?? fingerprintOf(written),
  };
}

const NO_STEPS: ContentMigrations = [];

/** Of what content is written under here: the model, and the steps that content of earlier ones has to go through. */
export function fingerprintOf({ migrations = NO_STEPS, model }: Written): string {
  const ofModel = fingerprints.get(model) ?? new WeakMap<ContentMigrations, string>();
  const known = ofModel.get(migrations);
  if (known !== undefined) return known;
  const fingerprint = modelFingerprint(
    model,
    migrations.map(({ id }) => id),
  );
  fingerprints.set(model, ofModel.set(migrations, fingerprint));
  return fingerprint;
}
