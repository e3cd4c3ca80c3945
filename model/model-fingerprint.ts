import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { canonicalJson } from './canonical-json.ts';
import type { ContentModel } from './content-model.ts';

/**
 * Kept with every version, so that it is known which model its content was valid for, and which steps (by their ids) it has been through. A site
 * that declares no steps has the fingerprint of its model.
 */
export function modelFingerprint(model: ContentModel, steps: readonly string[] = []): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(steps.length === 0 ? model : { model, steps }))));
}
