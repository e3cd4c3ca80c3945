import type { Command } from 'commander';
import { registerAudit } from './audit.ts';
import { registerBackup } from './backup.ts';
import type { Cli } from './cli.ts';
import { registerCache } from './cache.ts';
import { registerDoctor } from './doctor.ts';
import { registerEnvironment } from './environment.ts';
import { registerJobs } from './jobs.ts';
import { registerLinks } from './links.ts';
import { registerMigrate } from './migrate.ts';
import { registerModel } from './model.ts';
import { registerOpenapi } from './openapi.ts';
import { registerOwnerLink } from './owner-link.ts';
import { registerPlan } from './plan.ts';
import { registerPreviewLink } from './preview-link.ts';
import { registerRebuild } from './rebuild.ts';
import { registerRelease } from './release.ts';
import { registerRevert } from './revert.ts';
import { registerSchedule } from './schedule.ts';
import { registerStart } from './start.ts';
import { registerStatus } from './status.ts';
import { registerTakedown } from './takedown.ts';
import { registerTarget } from './target.ts';
import { registerUser } from './user.ts';
import { registerVerify } from './verify.ts';
import { registerWeb } from './web.ts';
import { registerMedia } from './media.ts';
import { registerWebhooks } from './webhooks.ts';
import { registerWorker } from './worker.ts';

/** Every subcommand, in the order that `stillpress --help` shows. */
export const SUBCOMMANDS: readonly ((program: Command, cli: Cli) => void)[] = [
  registerStart,
  registerWeb,
  registerWorker,
  registerMigrate,
  registerModel,
  registerRebuild,
  registerPlan,
  registerStatus,
  registerDoctor,
  registerVerify,
  registerTarget,
  registerBackup,
  registerEnvironment,
  registerLinks,
  registerRelease,
  registerRevert,
  registerTakedown,
  registerAudit,
  registerSchedule,
  registerPreviewLink,
  registerJobs,
  registerWebhooks,
  registerMedia,
  registerCache,
  registerOwnerLink,
  registerUser,
  registerOpenapi,
];
