import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const id = z.uuid();

/** What open authoring interfaces are told of. */
export const EVENT_KINDS = [
  'entry.created',
  'entry.saved',
  'version.restored',
  'entry.published',
  'entry.withdrawn',
  'entry.trashed',
  'entry.restored',
  'entry.deleted',
  'entry.taken-down',
  'version.named',
  'translation.confirmed',
  'preview-link.created',
  'preview-link.revoked',
  'publication.reverted',
  'bundle.created',
  'bundle.changed',
  'bundle.deleted',
  'schedule.armed',
  'schedule.fired',
  'schedule.blocked',
  'schedule.cancelled',
  'publication.withheld',
  'publication.settled',
  'media.uploaded',
  'media.changed',
  'media.replaced',
  'media.deleted',
  'media.published',
  'redirect.set',
  'redirect.removed',
  'release.accepted',
  'release.live',
  'release.failed',
  'site.held',
  'site.resumed',
  'presence.opened',
  'presence.moved',
  'presence.closed',
  'lease.given',
  'lease.taken',
  'user.created',
  'user.changed',
  'user.role-changed',
  'user.deactivated',
  'user.activated',
  'role.created',
  'role.changed',
  'role.deleted',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

const windowSchema = z.object({ userId: id, clientId: z.string() });

/** What a change was about: ids and numbers, and nothing of the content. */
const aboutSchema = z.object({
  entryIds: z.array(id).optional().meta({ description: 'The entries that changed.' }),
  versionId: id.optional().meta({ description: 'The version that it was about.' }),
  publication: z.int().optional().meta({ description: 'The number of the publication.' }),
  scheduleId: id.optional().meta({ description: 'The schedule that it was about.' }),
  bundleId: id.optional().meta({ description: 'The bundle that it was about.' }),
  release: z.int().optional().meta({ description: 'The number of the release.' }),
  presence: windowSchema
    .extend({ blockId: z.string().nullable(), isHolder: z.boolean() })
    .optional()
    .meta({ description: 'The window that has the entry open, as it is now.' }),
  from: windowSchema.optional().meta({ description: 'The window that the lease was taken from.' }),
  userId: id.optional().meta({ description: 'Whose account changed.' }),
  mediaId: id.optional().meta({ description: 'The media file that changed.' }),
  roleId: id.optional().meta({ description: 'The role of the site that changed.' }),
});

export type EventAbout = z.output<typeof aboutSchema>;

export const changeEventSchema = aboutSchema
  .extend({
    kind: z.enum(EVENT_KINDS),
    at: z.iso.datetime(),
    actor: z.object({ id, name: z.string().nullable() }).nullable().meta({
      description:
        'Who did it; null: the installation itself, or somebody who has changed what you may do yourself, where you may not read accounts.',
    }),
    correlationId: z.string().nullable().meta({
      description: 'The `X-Request-Id` of the request that did it: by it a program knows what it did itself.',
    }),
  })
  .meta({ description: 'The data of one event of the stream: something has changed.' })
  .register(apiSchemas, { id: 'ChangeEvent' });

export const streamEventSchema = z
  .object({
    kind: z.enum(['ready', 'reset']).meta({
      description:
        '`ready` says that what changes from now on is told, `reset` that changes may have been missed: read anew what you show, and go on from here.',
    }),
  })
  .meta({ description: 'The data of an event about the stream itself.' })
  .register(apiSchemas, { id: 'StreamEvent' });
