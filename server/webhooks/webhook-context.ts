import type { ContentModel } from '../../model/content-model.ts';
import type { Actor } from '../accounts/actor.ts';
import type { Database } from '../store/database.ts';
import type { Reach } from '../outgoing/reach.ts';

/** What every use case of this folder needs from the process it runs in. */
export type WebhookContext = {
  database: Database;
  model: ContentModel;
  now: () => Date;
  mayReach: Reach;
};

/** Who asks, and the id under which the logs and the audit remember it. */
export type Call = { actor: Actor; correlationId: string | null };
