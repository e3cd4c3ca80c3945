import { describeContentModelState } from '../authoring/content-model-state.ts';
import { surveyMigration, type MigrationSurvey } from '../authoring/survey-migration.ts';
import { countOf } from '../count-of.ts';
import { asSentence } from './as-sentence.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { describeFailing, stepRow } from './describe-migration.ts';
import { withInstallation } from './open-installation.ts';
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
    ...describeFailing(survey),
  ].join('\n');
}

/** Where no step takes care of it. */
function adviceOn(change: string): string {
  if (change === 'removed') return 'none: it is kept, and shown nowhere';
  return change === 'kind' ? 'none: declare one that retypes it' : 'none needed';
}
