import { contentModel } from '../../site/content-model.ts';
import type { ProveContent } from '../authoring/foresee-migration.ts';
import { migrateContent, type MigrationReport } from '../authoring/migrate-content.ts';
import { requireProven, requireValid, type MigrationConsent } from '../authoring/migration-consent.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { PROJECT_ROOT } from '../publishing/project-root.ts';
import { proveContent } from '../publishing/prove-content.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { describeReport } from './describe-migration.ts';
import { withInstallation, type Installation } from './open-installation.ts';
import { createProgress } from './progress.ts';

type Order = MigrationConsent & { isDryRun: boolean; render: boolean; json: boolean };

export async function migrateModel(cli: Cli, { json, render, ...order }: Order): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const { context, call } = commandContext(installation.database);
    const progress = createProgress(cli);
    const onProgress = (done: number, total: number): void => progress.show('migrating', done, total);
    const prove = render ? proverOf(installation) : undefined;
    let report: MigrationReport;
    try {
      report = await migrateContent(context, { ...call, ...order, prove, onProgress });
    } finally {
      progress.end();
    }
    cli.print(json ? JSON.stringify(report, null, 2) : describeReport(report));
    if (!order.isDryRun) requireAll(report);
    else {
      requireProven(report.proof);
      if (!order.allowInvalid) requireValid(report);
    }
  });
}

function proverOf(installation: Installation): ProveContent {
  const common = { ...installation, model: contentModel, projectRoot: PROJECT_ROOT };
  return (foreseen) => proveContent({ ...common, foreseen });
}

/** For a script: not done is not done. */
function requireAll({ misfits, remaining }: MigrationReport): void {
  if (misfits.length > 0)
    throw new AppError(
      'invalid-input',
      `${countOf(misfits.length, 'entry does', 'entries do')} not fit the content model and ${misfits.length === 1 ? 'stays as it is' : 'stay as they are'}; all others are done. Mend what is named above and run it again: it goes on from there.`,
    );
  if (remaining > 0)
    throw new AppError(
      'invalid-input',
      `${countOf(remaining, 'entry was', 'entries were')} saved by a process of another release meanwhile. Stop it, and run this again: it goes on from there.`,
    );
}
