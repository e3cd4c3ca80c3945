import { z } from 'zod';
import type { Mailing } from './accounts/mailing.ts';
import { SEND_RESET } from './accounts/reset-link.ts';
import { sendResetLink } from './accounts/send-reset-link.ts';
import { sweepAccounts, SWEEP_ACCOUNTS } from './accounts/sweep-accounts.ts';
import type { Scheduler } from './authoring/scheduler.ts';
import { createBackupHandlers } from './backup/backup-job.ts';
import { createPurgeHandlers } from './cdn/purge-jobs.ts';
import type { Config } from './config.ts';
import { handleJob } from './jobs/job-engine.ts';
import type { JobHandler } from './jobs/job-engine.ts';
import { sweepEvents } from './jobs/sweep-events.ts';
import { sweepDaily } from './jobs/sweep-jobs.ts';
import { sendMail } from './mail/send-mail.ts';
import { collectMedia, COLLECT_MEDIA } from './media/collect-media.ts';
import { MAKE_AVIF, makeAvif, makeAvifOfCrops } from './media/make-avif.ts';
import type { MediaContext } from './media/media-context.ts';
import { mediaPlaceOf } from './media/media-place.ts';
import { MAKE_AVIF_OF_CROPS } from './publishing/release/request-avif.ts';
import { sweepPictures } from './public-media.ts';
import type { JobKind } from './store/add-job.ts';
import type { Database } from './store/database.ts';
import { deliverWebhooks } from './webhooks/deliver-webhooks.ts';
import { pruneDeliveriesDaily } from './webhooks/prune-deliveries.ts';

const FIRE_SCHEDULES = {
  name: 'schedules.fire',
  payload: z.object({}),
  maxAttempts: 3,
} satisfies JobKind;

type HandlerParts = {
  config: Config;
  database: Database;
  mailing: Mailing;
  publicationCommitted: MediaContext['publicationCommitted'];
  scheduler: Pick<Scheduler, 'fireDue'>;
};

/** Who does what was asked for with `addJob`: one line a kind. */
export function createJobHandlers({
  config,
  database,
  mailing,
  publicationCommitted,
  scheduler,
}: HandlerParts): JobHandler[] {
  const media = { ...mediaPlaceOf(config), database, publicationCommitted, now: () => new Date() };
  return [
    sendMail(config),
    // In the transaction that records it as done: nobody gets two links for one request.
    handleJob(SEND_RESET, async ({ email }, { correlationId }) => {
      const order = { email, mailing, now: new Date(), correlationId };
      return (tx) => sendResetLink(tx, order);
    }),
    handleJob(SWEEP_ACCOUNTS, () => sweepAccounts(database, { now: new Date() }), { cron: '43 3 * * *' }),
    sweepDaily(database),
    sweepEvents(database),
    deliverWebhooks({ config, database }),
    pruneDeliveriesDaily(database),
    ...createPurgeHandlers(config, database),
    ...createBackupHandlers({ config, database, store: media.store }),
    handleJob(MAKE_AVIF, (order, { correlationId }) => makeAvif(media, { ...order, correlationId })),
    handleJob(MAKE_AVIF_OF_CROPS, (order, { correlationId }) =>
      makeAvifOfCrops(media, { ...order, correlationId }),
    ),
    handleJob(
      COLLECT_MEDIA,
      async (_, { log }) => {
        const collected = await collectMedia(media);
        if (collected.files > 0) log.info(collected, 'bytes of media that nothing needs were removed');
        const pictures = await sweepPictures(config);
        if (pictures > 0) log.info({ pictures }, 'pictures that no page asks for any more were removed');
      },
      { cron: '13 4 * * *' },
    ),
    // The net below the timers: whatever has kept them from looking.
    handleJob(FIRE_SCHEDULES, async () => await scheduler.fireDue(), { cron: '* * * * *' }),
  ];
}
