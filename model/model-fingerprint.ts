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

/**
 * In front of the fingerprint of a content that holds something beside the model, which another release has put there. Whoever saves it next has to
 * look at what is stored, also where the model is theirs.
 */
const BESIDE = '+';

export function besideFingerprint(fingerprint: string): string {
  return `${BESIDE}${plainFingerprint(fingerprint)}`;
}

export function plainFingerprint(fingerprint: string): string {
  return fingerprint.startsWith(BESIDE) ? fingerprint.slice(BESIDE.length) : fingerprint;
}
