import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Happening } from './what-happened.ts';

/** What a release was. */
export const HAPPENINGS: Readonly<Record<Happening, MessageDescriptor>> = {
  publication: msg`Published`,
  template: msg`New templates`,
  rebuild: msg`Made anew`,
  rollback: msg`Rolled back`,
  clock: msg`As time went by`,
  takedown: msg`Taken down`,
  withdrawal: msg`Withdrawn`,
  mixed: msg`Published and withdrawn`,
  'taken-back': msg`Taken back`,
  redirects: msg`Redirects changed`,
  media: msg`Media changed`,
  pictures: msg`Pictures prepared`,
};
