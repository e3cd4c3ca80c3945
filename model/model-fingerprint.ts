import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { canonicalJson } from './canonical-json.ts';
import type { ContentModel } from './content-model.ts';

/** Kept with every version, so that it is known which model its content was valid for. */
export function modelFingerprint(model: ContentModel): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(model))));
}
