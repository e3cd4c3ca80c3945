import type { ContentModel } from '../../model/content-model.ts';
import { entrySlug } from '../../model/entry-address.ts';
import { modelFingerprint } from '../../model/model-fingerprint.ts';
import { newId } from '../store/new-id.ts';
import type { NewVersion } from '../store/versions.ts';

/** A process has one model, and its fingerprint takes longer than the rest of a version. */
const fingerprints = new WeakMap<ContentModel, string>();

type Made = Pick<NewVersion, 'entryId' | 'content' | 'createdAt' | 'createdBy'> & {
  collection: string;
  /** Of another model, which has put something of its own into the content; null: of this one. */
  fingerprint?: string | null;
};

export function newVersion(model: ContentModel, version: Made): NewVersion {
  const { collection, fingerprint = null, ...rest } = version;
  return {
    ...rest,
    id: newId(),
    slug: entrySlug(model, { collection, content: rest.content }),
    modelFingerprint: fingerprint ?? fingerprintOf(model),
  };
}

export function fingerprintOf(model: ContentModel): string {
  const known = fingerprints.get(model);
  if (known !== undefined) return known;
  const fingerprint = modelFingerprint(model);
  fingerprints.set(model, fingerprint);
  return fingerprint;
}
