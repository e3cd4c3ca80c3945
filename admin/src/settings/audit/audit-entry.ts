import type { z } from 'zod';
import type { auditListSchema } from '../../../../model/api/audit.ts';

export type AuditEntry = z.output<typeof auditListSchema>['records'][number];

/** What it is about, or one of those things. */
export type AuditAbout = AuditEntry['about'][number];
