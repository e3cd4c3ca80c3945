import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { GRANTABLE_ACTIONS } from '../../../../model/permission.ts';

export type GrantableAction = (typeof GRANTABLE_ACTIONS)[number];

type ActionWords = { action: GrantableAction; words: MessageDescriptor };

/** What is done to entries: a grant says to which ones. */
export const ENTRY_ACTION_WORDS: readonly ActionWords[] = [
  { action: 'entry.read', words: msg`Read entries, drafts too` },
  { action: 'entry.create', words: msg`Begin entries` },
  { action: 'entry.save', words: msg`Write and change entries` },
  { action: 'entry.publish', words: msg`Publish, now or at a time` },
  { action: 'entry.withdraw', words: msg`Withdraw from the site` },
  { action: 'entry.trash', words: msg`Move to the trash and back` },
  { action: 'entry.delete', words: msg`Delete for ever` },
  { action: 'entry.takedown', words: msg`Take down: erase from all versions, releases and caches` },
];

/** What is done to files; the second half also with those that they have uploaded alone. */
export const MEDIA_ACTION_WORDS: readonly ActionWords[] = [
  { action: 'media.read', words: msg`See the media library` },
  { action: 'media.upload', words: msg`Upload files` },
  { action: 'media.update', words: msg`Change and replace files` },
  { action: 'media.delete', words: msg`Delete files` },
  { action: 'media.publish', words: msg`Change files that are public, wherever they are shown` },
];

export const SITE_ACTION_WORDS: readonly ActionWords[] = [
  { action: 'redirect.publish', words: msg`Set and remove redirects` },
  { action: 'link.break', words: msg`Publish although links are left dead` },
  { action: 'release.rollback', words: msg`Bring the site back to an earlier release` },
  { action: 'publishing.rebuild', words: msg`Build the whole site again` },
  { action: 'job.manage', words: msg`See the jobs in the background, and try them again` },
  { action: 'webhook.manage', words: msg`Manage webhooks` },
  { action: 'audit.read', words: msg`Read the audit log` },
  { action: 'user.read', words: msg`See who has an account` },
  { action: 'user.change', words: msg`Invite people, change their roles, deactivate them` },
  { action: 'user.reset-second-factors', words: msg`Reset the second factors of others` },
  { action: 'sign-in-policy.change', words: msg`Decide who needs a second factor` },
  { action: 'role.manage', words: msg`Make and change roles` },
];

export const ACTION_WORDS: ReadonlyMap<string, MessageDescriptor> = new Map(
  [...ENTRY_ACTION_WORDS, ...MEDIA_ACTION_WORDS, ...SITE_ACTION_WORDS].map(({ action, words }) => [
    action,
    words,
  ]),
);

const BUILT_IN_NAMES: Readonly<Record<string, MessageDescriptor>> = {
  owner: msg`Owner`,
  admin: msg`Administrator`,
  editor: msg`Editor`,
  author: msg`Author`,
  contributor: msg`Contributor`,
  viewer: msg`Viewer`,
};

/** Of a role that every site has, its name in the language of the screen; of another, as somebody has called it. */
export function roleNameWords(role: string): MessageDescriptor | undefined {
  return Object.hasOwn(BUILT_IN_NAMES, role) ? BUILT_IN_NAMES[role] : undefined;
}

/** What a role that every site has is for. */
export const BUILT_IN_ABOUT: Readonly<Record<string, MessageDescriptor>> = {
  owner: msg`Everything, and makes other owners.`,
  admin: msg`Everything but making owners.`,
  editor: msg`Writes, publishes and withdraws all entries and files.`,
  author: msg`Writes and publishes entries of their own.`,
  contributor: msg`Writes entries of their own, and publishes nothing.`,
  viewer: msg`Reads everything, and changes nothing.`,
};
