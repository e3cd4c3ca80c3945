import type { EntryContent } from './content-model.ts';
import {
  describeStep,
  type ContentMigrations,
  type ContentStep,
  type DropCollection,
  type RenameCollection,
  type Split,
} from './content-steps.ts';
import { isRecord, nameOfType } from './text-rules.ts';

/** The content of an entry and the collection that it belongs to, under one model or another. */
export type CarriedContent = { collection: string; content: Record<string, unknown> };

/** What one step did to one content. */
export type StepEffect = {
  step: string;
  /** `kept`: where the value was to go, there is another one already. It stays under its old name, and nothing is lost. */
  outcome: 'changed' | 'kept';
  before: Record<string, unknown>;
  after: Record<string, unknown>;
};

/** A step cannot say what a value is to become. */
export class StepFailure extends Error {
  readonly step: string;
  /** As it is called at this step. */
  readonly field: string;

  constructor({
    cause,
    field,
    problem,
    step,
  }: {
    step: ContentStep;
    field: string;
    problem: string;
    cause?: unknown;
  }) {
    super(`The step ${step.id} (${describeStep(step)}) ${problem}`, { cause });
    this.name = 'StepFailure';
    this.step = step.id;
    this.field = field;
  }
}

/**
 * Brings content through the steps, in their order, up to one that drops its collection. Throws a `StepFailure`; what was handed over is never
 * changed.
 */
export function carryContent(
  { collection, content }: { collection: string; content: EntryContent },
  steps: ContentMigrations,
): CarriedContent & { effects: StepEffect[] } {
  let carried: CarriedContent = { collection, content: { ...content } };
  const effects: StepEffect[] = [];
  for (const step of steps) {
    if (step.kind === 'drop-collection') {
      if (step.collection === carried.collection) break;
      continue;
    }
    const taken = takeStep(carried, step);
    if (taken === null) continue;
    carried = taken.carried;
    effects.push({ step: step.id, ...taken.effect });
  }
  return { ...carried, effects };
}

/** What a collection of now was called before these steps: versions in the history of an entry go by the name that the entry has now. */
export function collectionBefore(collection: string, steps: ContentMigrations): string {
  return steps.reduceRight(
    (name, step) => (step.kind === 'rename-collection' && step.to === name ? step.from : name),
    collection,
  );
}

/** What a collection is called after these steps, and which of them drops it. */
export function collectionAfter(
  collection: string,
  steps: ContentMigrations,
): { collection: string; droppedBy: DropCollection | null } {
  let name = collection;
  for (const step of steps) {
    if (step.kind === 'drop-collection' && step.collection === name)
      return { collection: name, droppedBy: step };
    if (step.kind === 'rename-collection' && step.from === name) name = step.to;
  }
  return { collection: name, droppedBy: null };
}

/** All names that a collection which these steps drop has had. */
export function droppedNames(steps: ContentMigrations): string[] {
  return steps.flatMap((step, index) =>
    step.kind === 'drop-collection' ? namesBefore(step.collection, steps.slice(0, index)) : [],
  );
}

function namesBefore(collection: string, steps: ContentMigrations): string[] {
  const names = [collection];
  for (const step of steps.toReversed())
    if (step.kind === 'rename-collection' && step.to === names.at(-1)) names.push(step.from);
  return names;
}

type Taken = { carried: CarriedContent; effect: Omit<StepEffect, 'step'> };

function takeStep(carried: CarriedContent, step: Exclude<ContentStep, DropCollection>): Taken | null {
  const { collection, content } = carried;
  if (step.kind === 'rename-collection') {
    if (collection !== step.from) return null;
    const effect = { outcome: 'changed' as const, before: { collection }, after: { collection: step.to } };
    return { carried: { collection: step.to, content }, effect };
  }
  if (collection !== step.collection) return null;
  const name = 'field' in step ? step.field : step.from;
  if (!isSet(content, name)) return null;
  const { [name]: value, ...rest } = content;
  const made = makeValues(step, { value, content });
  const before = { [name]: value };
  // Somebody has filled in the new field already, under the new model: what stands there is newer.
  if (Object.keys(made).some((target) => target !== name && isSet(content, target)))
    return { carried, effect: { outcome: 'kept', before, after: before } };
  return {
    carried: { collection, content: { ...rest, ...made } },
    effect: { outcome: 'changed', before, after: made },
  };
}

function isSet(content: EntryContent, name: string): boolean {
  return Object.hasOwn(content, name) && !isNothing(content[name]);
}

/** As content is kept, these mean that a field is not set. */
function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

const GAVE_NOTHING =
  'gave nothing for a value that is there. Only a step that drops the field may let go of it.';

type Given = { value: unknown; content: EntryContent };

function makeValues(
  step: Exclude<ContentStep, RenameCollection | DropCollection>,
  given: Given,
): Record<string, unknown> {
  if (step.kind === 'rename') return { [step.to]: given.value };
  if (step.kind === 'drop') return {};
  if (step.kind === 'split') return splitValue(step, given);
  const value = call(step, step.field, given);
  if (isNothing(value)) throw failure(step, step.field, GAVE_NOTHING);
  return { [step.field]: value };
}

function splitValue(step: Split, given: Given): Record<string, unknown> {
  const values = call(step, step.from, given);
  if (!isRecord(values))
    throw failure(
      step,
      step.from,
      `gave ${nameOfType(values)}. It has to give an object with the values of ${step.into.join(', ')}.`,
    );
  const strange = Object.keys(values).find((name) => !step.into.includes(name));
  if (strange !== undefined)
    throw failure(
      step,
      step.from,
      `gave a value for "${strange}", which it does not name. It names ${step.into.join(', ')}.`,
    );
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => !isNothing(value)));
  if (Object.keys(set).length === 0) throw failure(step, step.from, GAVE_NOTHING);
  return set;
}

/** It gets copies: whatever it does to them, the content stays what it was. */
function call(
  step: Extract<ContentStep, { with: unknown }>,
  field: string,
  { content, value }: Given,
): unknown {
  let made: unknown;
  try {
    made = step.with(structuredClone(value), structuredClone(content));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StepFailure({
      step,
      field,
      problem: `failed: ${message.replace(/[.!?]?$/, '.')}`,
      cause: error,
    });
  }
  if (made instanceof Promise)
    throw failure(step, field, 'gave a promise. It has to give the value at once.');
  return made;
}

function failure(step: ContentStep, field: string, problem: string): StepFailure {
  return new StepFailure({ step, field, problem });
}
