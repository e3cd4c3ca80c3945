import { z } from 'zod';
import { contentModel } from '../../site/content-model.ts';
import { AppError } from '../errors.ts';
import { createPublisher } from '../publishing/publisher.ts';
import { requestPublisherJob } from '../publishing/request-publisher-job.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';
import type { Installation } from './open-installation.ts';

export async function rebuildSite(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const release = await rebuild(cli, installation);
    cli.print(json ? JSON.stringify(release, null, 2) : describe(release));
  });
}

async function rebuild(cli: Cli, { config, database, log }: Installation): Promise<unknown> {
  cli.note('Rendering every page …');
  try {
    const publisher = await createPublisher({ database, model: contentModel, config, log });
    try {
      return await publisher.rebuild({ reason: 'rebuild' });
    } finally {
      await publisher.stop();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'publisher-busy') throw error;
  }
  cli.note('… in the process that publishes this site.');
  return await requestPublisherJob(database, { kind: 'rebuild' });
}

const releaseSchema = z.object({
  number: z.number(),
  pagesRendered: z.number(),
  created: z.number(),
  changed: z.number(),
  removed: z.number(),
  timings: z.record(z.string(), z.number()),
});

function describe(release: unknown): string {
  const { number, pagesRendered, created, changed, removed, timings } = releaseSchema.parse(release);
  const seconds = Object.values(timings).reduce((sum, ms) => sum + ms, 0) / 1000;
  return `Release ${number}: ${pagesRendered} pages rendered in ${seconds.toFixed(1)} s; files: ${created} new, ${changed} changed, ${removed} removed.`;
}
