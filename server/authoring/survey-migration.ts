import type { StepEffect } from '../../model/carry-content.ts';
import { describeStep, type ContentStep } from '../../model/content-steps.ts';
import type { ModelDifference } from '../../model/diff-content-models.ts';
import { readStepsTaken } from '../store/content-models.ts';
import { listEntryIds, readVersionsInUse, type VersionInUse } from '../store/versions-in-use.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { carryEntry, type CarriedEntry, type DroppedEntry, type EntryMisfit } from './carry-entry.ts';
import { readContentModelState, type ContentModelState } from './content-model-state.ts';
import { fingerprintOf } from './new-version.ts';
import { beginDropSurvey, type DroppedCollections, type DropSurvey } from './survey-dropped.ts';

/** What migrating would do, and what the content model differs in. */
export type MigrationSurvey = {
  state: ContentModelState;
  /** Those that are not of this model yet and can be brought to it. */
  entries: number;
  /** Of these, whose content changes, and which of them are public. */
  changed: number;
  published: number;
  /** Of collections that the model does not have: kept as they are, and shown nowhere. */
  left: number;
  steps: StepReport[];
  differences: CountedDifference[];
  drops: { field: string; entries: number }[];
  /** These are not among `entries`. */
  dropped: DroppedCollections;
  misfits: Omit<EntryMisfit, 'kind'>[];
  /** They fit, and what is public of them lacks what publishing asks for. */
  lacking: Omit<EntryMisfit, 'kind' | 'isPublic'>[];
};

export type StepReport = {
  id: string;
  does: string;
  /** Whose content it changes. */
  entries: number;
  /** Where the new field is filled in already: the value stays under its old name. */
  kept: number;
  samples: StepSample[];
};

export type StepSample = { entryId: string; title: string } & Pick<StepEffect, 'before' | 'after'>;

/** In how many entries something is set that it concerns. */
export type CountedDifference = Omit<ModelDifference, 'concerns'> & { entries: number };

const ENTRIES_PER_READ = 200;
const SAMPLES_MAX = 3;

/** How many entries are left to do. */
export function countLeft({ dropped, entries }: MigrationSurvey): number {
  return dropped.collections.reduce((sum, { entries: going }) => sum + going, entries);
}

/** Looks at every entry and changes nothing. */
export async function surveyMigration(context: AuthoringContext): Promise<MigrationSurvey> {
  const { database, migrations = [] } = context;
  return await database.read(async (tx) => {
    const state = await readContentModelState(tx, context);
    const taken = await readStepsTaken(tx);
    const survey = beginSurvey(state, { migrations, going: await beginDropSurvey(tx, context) });
    for (let afterId = ''; ;) {
      const entryIds = await listEntryIds(tx, { afterId, limit: ENTRIES_PER_READ });
      const last = entryIds.at(-1);
      if (last === undefined) break;
      afterId = last;
      const uses = Map.groupBy(await readVersionsInUse(tx, { entryIds }), ({ entryId }) => entryId);
      for (const those of uses.values()) await addEntry(survey, { context, taken, uses: those });
      await survey.going.countRedirects();
    }
    return finish(survey, migrations);
  });
}

type Survey = Omit<MigrationSurvey, 'dropped'> & {
  byStep: Map<string, StepReport>;
  concerns: ModelDifference['concerns'][];
  going: DropSurvey;
};

function beginSurvey(
  state: ContentModelState,
  { going, migrations }: { migrations: readonly ContentStep[]; going: DropSurvey },
): Survey {
  const steps = migrations.map((step): StepReport => ({
    id: step.id,
    does: describeStep(step),
    entries: 0,
    kept: 0,
    samples: [],
  }));
  return {
    state,
    entries: 0,
    changed: 0,
    published: 0,
    left: 0,
    steps,
    differences: state.differences.map(({ change, detail, path, step }) => ({
      path,
      change,
      detail,
      step,
      entries: 0,
    })),
    drops: [],
    misfits: [],
    lacking: [],
    going,
    byStep: new Map(steps.map((report) => [report.id, report])),
    concerns: state.differences.map(({ concerns }) => concerns),
  };
}

type Looked = {
  context: AuthoringContext;
  taken: ReadonlyMap<string, readonly string[]>;
  uses: readonly VersionInUse[];
};

async function addEntry(survey: Survey, { context, taken, uses }: Looked): Promise<void> {
  for (const [index, concern] of survey.concerns.entries()) {
    const difference = survey.differences[index];
    if (difference !== undefined && uses.some((use) => isConcerned(use, concern))) difference.entries += 1;
  }
  const fingerprint = fingerprintOf(context);
  const isCurrent = uses.every(({ modelFingerprint }) => modelFingerprint === fingerprint);
  const outcome = await carryEntry(context, { uses, taken });
  if (outcome.kind === 'carried') {
    const { collection, entryId, title, versions } = outcome;
    const contents = versions.filter(({ from }) => !from.isTrashed).map(({ content }) => content);
    survey.going.stay({ entryId, collection, title, contents });
  }
  if (isCurrent) return;
  if (outcome.kind === 'left') survey.left += 1;
  else if (outcome.kind === 'dropped') addDropped(survey, outcome);
  else if (outcome.kind === 'misfit') {
    const { kind: _, ...misfit } = outcome;
    survey.misfits.push(misfit);
  } else addCarried(survey, outcome);
}

function addDropped(survey: Survey, dropped: DroppedEntry): void {
  survey.going.drop(dropped);
  const { collection, entryId, step, title } = dropped;
  const report = survey.byStep.get(step.id);
  if (report === undefined) return;
  report.entries += 1;
  const sample = { entryId, title, before: { collection }, after: {} };
  if (report.samples.length < SAMPLES_MAX) report.samples.push(sample);
}

function isConcerned({ collection, content }: VersionInUse, concern: ModelDifference['concerns']): boolean {
  if (concern?.collection !== collection) return false;
  return concern.field === null || Object.hasOwn(content, concern.field);
}

function addCarried(survey: Survey, { collection, entryId, lacking, title, versions }: CarriedEntry): void {
  survey.entries += 1;
  if (lacking.length > 0) survey.lacking.push({ entryId, collection, title, issues: lacking });
  const changed = versions.filter(({ isChanged }) => isChanged);
  if (changed.length > 0) survey.changed += 1;
  if (changed.some(({ from }) => from.isPublic)) survey.published += 1;
  const effects = versions.flatMap((version) => version.effects);
  for (const id of new Set(effects.map(({ step }) => step))) {
    const report = survey.byStep.get(id);
    const mine = effects.filter(({ step }) => step === id);
    const sample = mine.find(({ outcome }) => outcome === 'changed');
    if (report === undefined) continue;
    if (mine.some(({ outcome }) => outcome === 'kept')) report.kept += 1;
    if (sample === undefined) continue;
    report.entries += 1;
    const { after, before } = sample;
    if (report.samples.length < SAMPLES_MAX) report.samples.push({ entryId, title, before, after });
  }
}

function finish(survey: Survey, migrations: readonly ContentStep[]): MigrationSurvey {
  const { byStep, concerns: _, going, ...rest } = survey;
  const { state, steps } = rest;
  const touching = steps.filter(
    (report) => report.entries > 0 || report.kept > 0 || state.pending.includes(report.id),
  );
  const drops = migrations.flatMap((step) =>
    step.kind === 'drop'
      ? [{ field: `${step.collection}.${step.field}`, entries: byStep.get(step.id)?.entries ?? 0 }]
      : [],
  );
  return { ...rest, steps: touching, drops, dropped: going.finish() };
}
