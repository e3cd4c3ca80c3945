import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ReleaseSummary } from './release-queries.ts';

/** Why a release was made. */
export const REASONS: Readonly<Record<ReleaseSummary['reason'], MessageDescriptor>> = {
  publication: msg`Published`,
  template: msg`New templates`,
  rebuild: msg`Made anew`,
  rollback: msg`Rolled back`,
  clock: msg`As time went by`,
  takedown: msg`Taken down`,
  withdrawal: msg`Withdrawn`,
};
