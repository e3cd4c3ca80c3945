import type { ContentModel } from '../../model/content-model.ts';
import { entrySlug } from '../../model/entry-address.ts';
import { modelFingerprint } from '../../model/model-fingerprint.ts';
import { newId } from '../store/new-id.ts';
import type { NewVersion } from '../store/versions.ts';

/** A process has one model, and its fingerprint takes longer than the rest of a version. */
const fingerprints = new WeakMap<ContentModel, string>();

export function newVersion(
  model: ContentModel,
  version: Pick<NewVersion, 'entryId' | 'content' | 'createdAt' | 'createdBy'> & { collection: string },
): NewVersion {
  const { collection, ...rest } = version;
  return {
    ...rest,
    id: newId(),
    slug: entrySlug(model, { collection, content: rest.content }),
    modelFingerprint: fingerprints.get(model) ?? rememberFingerprint(model),
  };
}

function rememberFingerprint(model: ContentModel): string {
  const fingerprint = modelFingerprint(model);
  fingerprints.set(model, fingerprint);
  return fingerprint;
}
