import { describeContentModelState } from '../authoring/content-model-state.ts';
import { migrateContent, type MigrationReport } from '../authoring/migrate-content.ts';
import { surveyMigration, type MigrationSurvey, type StepReport } from '../authoring/survey-migration.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { asSentence } from './as-sentence.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';
import { createProgress } from './progress.ts';
import { table } from './table.ts';

export async function showModelDiff(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const survey = await surveyMigration(commandContext(database).context);
    cli.print(json ? JSON.stringify(survey, null, 2) : describeDiff(survey));
  });
}

function describeDiff(survey: MigrationSurvey): string {
  const { differences, state, steps } = survey;
  const difference = describeContentModelState(state);
  const rows = differences.map(({ change, detail, entries, path, step }) => [
    path,
    detail === null ? change : `${change}: ${detail}`,
    countOf(entries, 'entry', 'entries'),
    step ?? adviceOn(change),
  ]);
  return [
    difference === null ? 'The content is of this content model.' : asSentence(difference),
    ...(rows.length === 0 ? [] : [table([['what', 'change', 'set in', 'step'], ...rows])]),
    ...(steps.length === 0 ? [] : ['Steps to take:', table(steps.map(stepRow))]),
    ...describeMisfits(survey),
  ].join('\n');
}

/** Where no step takes care of it. */
function adviceOn(change: string): string {
  if (change === 'removed') return 'none: it is kept, and shown nowhere';
  return change === 'kind' ? 'none: declare one that retypes it' : 'none needed';
}

function stepRow({ does, entries, id, kept }: StepReport): string[] {
  const beside = kept === 0 ? '' : `, ${kept} kept under the old name: the new field is filled in`;
  return [`  ${id}`, does, `${countOf(entries, 'entry', 'entries')}${beside}`];
}

function describeMisfits({ misfits }: MigrationSurvey): string[] {
  if (misfits.length === 0) return [];
  const lines = misfits.flatMap(({ collection, entryId, issues, title }) =>
    issues.map(({ message, path }) => `  ${collection} ${entryId} "${title}", ${path}: ${message}`),
  );
  return ['These do not fit and stay as they are:', ...lines];
}

type Order = { allowDrop: readonly string[]; isDryRun: boolean; json: boolean };

export async function migrateModel(cli: Cli, { allowDrop, isDryRun, json }: Order): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { context, call } = commandContext(database);
    const progress = createProgress(cli);
    const onProgress = (done: number, total: number): void => progress.show('migrating', done, total);
    let report: MigrationReport;
    try {
      report = await migrateContent(context, { ...call, allowDrop, isDryRun, onProgress });
    } finally {
      progress.end();
    }
    cli.print(json ? JSON.stringify(report, null, 2) : describeReport(report));
    if (!isDryRun) requireAll(report);
  });
}

function describeReport(report: MigrationReport): string {
  const { changed, drops, entries, isDryRun, left, publications, published, steps } = report;
  const dropped = drops.filter((drop) => drop.entries > 0);
  return [
    isDryRun
      ? `${countOf(entries, 'entry', 'entries')} would be brought to this content model: the content of ${changed} would change, of these ${published} public.`
      : `${countOf(entries, 'entry was', 'entries were')} to be brought to this content model; the content of ${changed} had to change, of these ${published} public.`,
    ...(steps.length === 0 ? [] : [table(steps.map(stepRow))]),
    ...(isDryRun ? steps.flatMap(sampleLines) : []),
    ...(isDryRun ? dropped.map(({ field }) => `This takes --allow-drop ${field}.`) : []),
    ...(left === 0
      ? []
      : [
          `${countOf(left, 'entry is', 'entries are')} of collections that the model does not have: kept, and shown nowhere.`,
        ]),
    ...(publications.length === 0 ? [] : [describePublications(publications)]),
    ...describeMisfits(report),
  ].join('\n');
}

function sampleLines({ id, samples }: StepReport): string[] {
  return samples.map(
    ({ after, before, title }) => `  ${id}, "${title}": ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  );
}

function describePublications(publications: readonly number[]): string {
  const [first, last] = [publications[0], publications.at(-1)];
  return first === last
    ? `Publication ${first} makes it public.`
    : `Publications ${first} to ${last} make it public.`;
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
