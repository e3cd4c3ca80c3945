import type { TargetConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { noteInBucket, noteInFolder } from '../publishing/target/environment-note.ts';
import { isTargetInUse, targetName } from '../publishing/target/open-target.ts';
import { openBucket } from '../s3/bucket.ts';
import { nameEnvironment, readEnvironment } from '../store/installation.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';

type Order = { json: boolean; withTarget: boolean };

export async function adoptEnvironment(cli: Cli, { json, withTarget }: Order): Promise<void> {
  await withInstallation(
    cli,
    async ({ config: { appEnv, target }, database }) => {
      const before = await readEnvironment(database);
      if (withTarget) await adoptTarget(target);
      await nameEnvironment(database, { name: appEnv, now: new Date().toISOString() });
      if (json) return cli.print(JSON.stringify({ before, environment: appEnv }, null, 2));
      cli.print(`The database belongs to ${described(appEnv)}; before, to ${described(before)}.`);
      if (before !== null && before !== appEnv)
        cli.note(
          'Jobs that waited in it, schedules and webhooks are done from here now: look at "stillpress jobs list", "schedule list" and "webhooks list" before a worker starts.',
        );
    },
    { environment: 'any' },
  );
}

async function adoptTarget(target: TargetConfig): Promise<void> {
  const { appEnv } = target;
  if (appEnv === undefined)
    throw new AppError('config-invalid', 'APP_ENV is not set, and a target is given to an environment only.');
  if (isTargetInUse(target))
    throw new AppError(
      'publisher-busy',
      `A process publishes to ${targetName(target)}. Stop it first: it would go on as it began.`,
    );
  if (target.kind === 'disk') return await noteInFolder(target.root).write(appEnv);
  const bucket = openBucket(target.place);
  try {
    await noteInBucket(bucket).write(appEnv);
  } finally {
    bucket.close();
  }
}

function described(name: string | null): string {
  return name === null ? 'no environment' : `the environment "${name}"`;
}
