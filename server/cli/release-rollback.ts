import { z } from 'zod';
import { requestResume } from '../authoring/request-resume.ts';
import { requestRollback } from '../authoring/request-rollback.ts';
import { AppError } from '../errors.ts';
import { awaitPublisherJob } from '../publishing/request-publisher-job.ts';
import { resume, rollBack } from '../publishing/rollback.ts';
import type { RollbackContext } from '../publishing/rollback.ts';
import { openLedTarget } from '../publishing/leadership/open-led-target.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';
import type { Installation } from './open-installation.ts';

export async function rollBackSite(
  cli: Cli,
  { json, number, reason }: { number: number; reason: string | null; json: boolean },
): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const { context, call } = commandContext(installation.database);
    const summary = await hereOrThere(cli, installation, {
      here: (target) => rollBack(target, { toNumber: number, reason, correlationId: call.correlationId }),
      there: () => requestRollback(context, { ...call, number, reason }),
    });
    cli.print(json ? JSON.stringify(summary, null, 2) : describe(summary));
  });
}

export async function resumeSite(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const { context, call } = commandContext(installation.database);
    let isPublishing = true;
    const answer = await hereOrThere(cli, installation, {
      here: async (target) => {
        isPublishing = false;
        await resume(target, { correlationId: call.correlationId });
        return { release: null };
      },
      there: () => requestResume(context, call),
    });
    const { release } = resumedSchema.parse(answer);
    cli.print(
      json
        ? JSON.stringify({ resumed: true, release })
        : `Resumed: what was held ${describeResumed(release, isPublishing)}.`,
    );
  });
}

const resumedSchema = z.object({ release: z.number().nullable() });

function describeResumed(release: number | null, isPublishing: boolean): string {
  if (release !== null) return `is live with release ${release}`;
  return isPublishing
    ? 'goes live as soon as it can be published: "stillpress status" says how far it is'
    : 'goes live once a server or a worker runs, or with "stillpress rebuild"';
}

type TwoWays = {
  here: (context: RollbackContext) => Promise<unknown>;
  /** Returns the id of the job. */
  there: () => Promise<string>;
};

/** By this process, or, while another one publishes to the target, by that one. */
async function hereOrThere(
  cli: Cli,
  { config, database, log }: Installation,
  { here, there }: TwoWays,
): Promise<unknown> {
  try {
    const led = await openLedTarget(config.target, { database, log });
    try {
      return await here({ database: led.database, log, target: led.target });
    } finally {
      await led.close();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'publisher-busy') throw error;
  }
  cli.note('… in the process that publishes this site.');
  return await awaitPublisherJob(database, { id: await there() });
}

const summarySchema = z.object({
  number: z.number(),
  rolledBackTo: z.number(),
  created: z.number(),
  changed: z.number(),
  removed: z.number(),
  leftOut: z.array(z.string()),
});

function describe(summary: unknown): string {
  const { changed, created, leftOut, number, removed, rolledBackTo } = summarySchema.parse(summary);
  const lines = [
    `Release ${number} brings the site back to release ${rolledBackTo}: ${created} new, ${changed} changed, ${removed} removed.`,
    'It is held there; "stillpress release resume" ends that.',
  ];
  if (leftOut.length > 0)
    lines.push(
      'Not brought back, since it was taken down or withdrawn:',
      ...leftOut.map((file) => `  ${file}`),
    );
  return lines.join('\n');
}
