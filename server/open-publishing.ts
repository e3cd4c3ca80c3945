import type { Scheduler } from './authoring/scheduler.ts';
import { readHeldSite } from './operations/held-site.ts';
import type { HeldSite } from './operations/held-site.ts';
import { isBusy, standBy } from './publishing/leadership/stand-by.ts';
import { answerProofs } from './publishing/proofs/answer-proofs.ts';
import { askPublisher } from './publishing/proofs/ask-publisher.ts';
import { prepareTemplates } from './publishing/prepare-templates.ts';
import { createPreviewer, type Previewer } from './publishing/previewer.ts';
import { createPublisher, type Publisher, type PublisherOptions } from './publishing/publisher.ts';
import type { PublishingProblem } from './publishing/publisher-status.ts';
import type { Shutdown } from './shutdown.ts';
import { readLogHead } from './store/publications.ts';

/** web answers HTTP; worker follows the publication log and keeps the target up to date. */
export type Role = 'web' | 'worker';

/**
 * `old-templates`: the ones in `site/` cannot be built, and the last good build is used. `held`: the site stays as a rollback left it,
 * whatever is published.
 */
export type Stage = 'database' | 'templates' | 'old-templates' | 'published' | 'held';

/** What comes up after the first use case that would like to have it, or once this process leads. */
export type PublishingParts = {
  publisher: Publisher | null;
  templates: Pick<Publisher, 'foreseeDeadLinks' | 'planner' | 'prove' | 'reservedPaths'> | null;
  scheduler: Scheduler | null;
};

type Options = {
  roles: readonly Role[];
  publisher: PublisherOptions;
  shutdown: Shutdown;
  onStage?: ((stage: Stage) => void) | undefined;
};

export type OpenedPublishing = {
  /** Null in a process that answers nobody. */
  preview: Publisher | Previewer | null;
  /** Until visitors see all that is published, with the templates as they are now, or it is known why they do not. */
  start: () => Promise<Outcome>;
};

export type Outcome = { problem: PublishingProblem | null; held: HeldSite | null };

/**
 * One process publishes. Any other `web` shows previews, and any other `worker` stands by, and does meanwhile what else there is to do. A process that does
 * everything cannot stand by: it throws `publisher-busy`.
 */
export async function openPublishing(parts: PublishingParts, options: Options): Promise<OpenedPublishing> {
  const { publisher: wanted, roles, shutdown } = options;
  const { database, log } = wanted;
  const { listenUrl } = database;
  const lead = (publisher: Publisher): void => {
    shutdown.add('publishing', () => publisher.stop());
    if (listenUrl !== null) {
      const { expect } = publisher;
      const answering = answerProofs({ database, expect, listenUrl, log, proofs: publisher });
      shutdown.add('proofs', () => answering.stop());
    }
    parts.publisher = publisher;
    parts.templates = publisher;
  };
  if (!roles.includes('worker')) {
    const previewer = await createPreviewer(wanted);
    shutdown.add('publishing', () => previewer.stop());
    parts.templates = previewer;
    if (listenUrl !== null) {
      const asking = askPublisher({ database, listenUrl, log, otherwise: previewer });
      shutdown.add('proofs', () => asking.stop());
      const { foreseeDeadLinks, prove } = asking;
      parts.templates = { ...previewer, foreseeDeadLinks, prove };
    }
    return { preview: previewer, start: async () => NOTHING };
  }
  const isAlone = roles.length > 1;
  const publisher = await createPublisher(wanted).catch((error: unknown) => {
    if (isAlone || !isBusy(error)) throw error;
    return null;
  });
  const target = wanted.config.target.kind;
  const start = (leading: Publisher): Promise<Outcome> => {
    if (parts.scheduler !== null) void startSchedules(leading, parts.scheduler);
    return startPublishing(leading, { database, target, onStage: options.onStage });
  };
  if (publisher !== null) {
    lead(publisher);
    return { preview: publisher, start: () => start(publisher) };
  }
  return {
    preview: null,
    start: async () => {
      const abort = new AbortController();
      const preparing = prepareTemplates(wanted, abort.signal);
      const standing = standBy(() => createPublisher(wanted), {
        log,
        onOpened: (opened) => {
          lead(opened);
          start(opened).catch((error: unknown) =>
            log.warn({ err: error }, 'publishing has begun with an error'),
          );
        },
      });
      shutdown.add('publishing', async () => {
        abort.abort();
        await preparing;
        await standing.stop();
        await parts.publisher?.stop();
      });
      return NOTHING;
    },
  };
}

const NOTHING: Outcome = { problem: null, held: null };

/** What was due while nothing ran is fired as soon as there are templates to prove it with. */
async function startSchedules(publisher: Publisher, scheduler: Scheduler): Promise<void> {
  await publisher.templatesTried();
  scheduler.start();
}

type StartOrder = { database: PublisherOptions['database']; target: string } & Pick<Options, 'onStage'>;

async function startPublishing(
  publisher: Publisher,
  { database, onStage, target }: StartOrder,
): Promise<Outcome> {
  publisher.start();
  await publisher.templatesTried();
  if (publisher.status().state !== 'stopped')
    onStage?.(publisher.status().templateProblem === null ? 'templates' : 'old-templates');
  await untilFirstSettled(publisher, database);
  const { problem, state } = publisher.status();
  if (problem !== null || state === 'stopped') return { problem, held: null };
  const held = await readHeldSite(database.db, { target });
  onStage?.(held === null ? 'published' : 'held');
  return { problem, held };
}

/** Where somebody publishes all the time there is always something left to do: it is enough then that what came since the start is out. */
async function untilFirstSettled(publisher: Publisher, database: StartOrder['database']): Promise<void> {
  const { seq } = await readLogHead(database.db);
  const isPublishedSince = publisher.publishedUpTo(seq + 1).catch(async () => await publisher.settled());
  await Promise.race([publisher.settled(), isPublishedSince]);
}
