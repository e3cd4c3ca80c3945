import { diffContentModels, type ModelDifference } from '../../model/diff-content-models.ts';
import type { Kysely } from 'kysely';
import { countOf } from '../count-of.ts';
import { markMigrated, readMigratedModel, recordModel, type RecordedModel } from '../store/content-models.ts';
import type { Tables } from '../store/tables.ts';
import { countEntriesBehind } from '../store/versions-in-use.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { fingerprintOf } from './new-version.ts';

/** How the content model of this process stands to the one that the content was last brought to. */
export type ContentModelState = {
  fingerprint: string;
  /** Null until a process has recorded one. */
  recorded: Pick<RecordedModel, 'fingerprint' | 'steps' | 'migratedAt'> | null;
  isCurrent: boolean;
  differences: ModelDifference[];
  /** Declared here, and not taken there. */
  pending: string[];
  /** Taken there, and not declared here: by a newer release. */
  unknown: string[];
};

export async function readContentModelState(
  tx: Kysely<Tables>,
  context: Pick<AuthoringContext, 'model' | 'migrations'>,
): Promise<ContentModelState> {
  const { migrations = [], model } = context;
  const fingerprint = fingerprintOf(context);
  const recorded = await readMigratedModel(tx);
  const pending = migrations.filter(({ id }) => !(recorded?.steps ?? []).includes(id));
  const declared = new Set(migrations.map(({ id }) => id));
  return {
    fingerprint,
    recorded: recorded && {
      fingerprint: recorded.fingerprint,
      steps: recorded.steps,
      migratedAt: recorded.migratedAt,
    },
    isCurrent: recorded?.fingerprint === fingerprint,
    differences: recorded === null ? [] : diffContentModels(recorded.model, { model, steps: pending }),
    pending: pending.map(({ id }) => id),
    unknown: (recorded?.steps ?? []).filter((id) => !declared.has(id)),
  };
}

/**
 * Records the model of this process, under which it is going to write. The first one of all is taken for the one that the content is of, unless it declares
 * steps and there is content that may not have been through them.
 */
export async function recordContentModel(context: AuthoringContext): Promise<ContentModelState> {
  const { database, migrations = [], model, now } = context;
  const fingerprint = fingerprintOf(context);
  return await database.write(async (tx) => {
    const recordedAt = now().toISOString();
    const steps = migrations.map(({ id }) => id);
    await recordModel(tx, { fingerprint, model, steps, recordedAt });
    const isFirst = (await readMigratedModel(tx)) === null;
    if (isFirst && (steps.length === 0 || (await countEntriesBehind(tx, { fingerprint })) === 0))
      await markMigrated(tx, { fingerprint, migratedAt: recordedAt });
    return await readContentModelState(tx, context);
  });
}

/** One line for the log and for people; null where there is nothing to say. */
export function describeContentModelState(state: ContentModelState): string | null {
  const { differences, isCurrent, pending, recorded, unknown } = state;
  if (isCurrent) return null;
  if (recorded === null)
    return `the content has never been brought to the content model of this program, which declares ${countOf(pending.length, 'step', 'steps')}; "stillpress model diff" shows more`;
  const since = `the content was brought to another content model at ${recorded.migratedAt}`;
  if (unknown.length > 0)
    return `${since}, by a release with the steps ${unknown.join(', ')}, which this one does not know; fields that it does not know are kept and not shown`;
  const steps = pending.length === 0 ? [] : [`${countOf(pending.length, 'step', 'steps')} to take`];
  const what = [...describeDifferences(differences), ...steps].join('; ');
  return `${since} than that of this program${what === '' ? '' : ` (${what})`}; "stillpress model diff" shows more, "stillpress model migrate" brings it to this one`;
}

/** As many as a line can hold. */
const DIFFERENCES_NAMED = 3;

function describeDifferences(differences: readonly ModelDifference[]): string[] {
  const named = differences.slice(0, DIFFERENCES_NAMED).map(describeDifference);
  const left = differences.length - named.length;
  return left === 0 ? named : [...named, countOf(left, 'more difference', 'more differences')];
}

function describeDifference({ change, detail, path }: ModelDifference): string {
  if (change === 'added') return `${path} is new`;
  if (change === 'removed') return `${path} is gone`;
  if (change === 'dropped') return `${path} is dropped`;
  if (change === 'renamed') return `${path} is called ${detail}`;
  return change === 'split' ? `${path} is split into ${detail}` : `${path}: ${detail}`;
}
