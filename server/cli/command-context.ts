import { contentMigrations } from '../../site/content-migrations.ts';
import { contentModel } from '../../site/content-model.ts';
import { SYSTEM_ACTOR } from '../accounts/actor.ts';
import type { AuthoringContext, Call } from '../authoring/authoring-context.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';

/** How a command calls a use case: as the installation itself. Whoever publishes finds out from the database. */
export function commandContext(database: Database): { context: AuthoringContext; call: Call } {
  return {
    context: {
      database,
      model: contentModel,
      migrations: contentMigrations,
      now: () => new Date(),
      publicationCommitted: () => {},
    },
    call: { actor: SYSTEM_ACTOR, correlationId: newId() },
  };
}
