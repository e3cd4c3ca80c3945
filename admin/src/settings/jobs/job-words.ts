import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What each kind of job does. A kind of another version of the program is told by its name. */
export const JOB_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  'accounts.reset': msg`Send a link for a new password`,
  'accounts.sweep': msg`Clear away what accounts need no more`,
  'backup.create': msg`Make a backup`,
  'cdn.purge-paths': msg`Have the CDN forget addresses`,
  'cdn.purge-releases': msg`Have the CDN forget what a release has changed`,
  'events.sweep': msg`Clear away events that everybody has been told`,
  'jobs.sweep': msg`Clear away jobs that are done`,
  'mail.send': msg`Send a mail`,
  'media.collect': msg`Clear away files that nothing needs`,
  'media.make-avif': msg`Make smaller pictures`,
  'media.make-avif-of-crops': msg`Make smaller pictures of crops`,
  'schedules.fire': msg`Publish and withdraw what is due`,
  'webhooks.deliver': msg`Tell a webhook`,
  'webhooks.prune': msg`Clear away old deliveries of webhooks`,
  rebuild: msg`Make the site anew`,
  resume: msg`Let the site go on after a rollback`,
  rollback: msg`Go back to an earlier release`,
  takedown: msg`Take an entry down`,
  verify: msg`Compare the site with what visitors get`,
};
