import { canonicalJson } from './canonical-json.ts';
import type { Collection, ContentModel } from './content-model.ts';
import type { ContentMigrations, ContentStep } from './content-steps.ts';
import type { Field } from './fields.ts';
import { isRecord } from './text-rules.ts';

/** One thing in which a content model differs from an earlier one. */
export type ModelDifference = {
  /** `posts.teaser`, `posts` or `locales`; by its new name, or by the old one where it has gone. */
  path: string;
  change: ModelChange;
  /** The new name, the old and the new kind, or which options. */
  detail: string | null;
  /** The declared step that takes care of it. */
  step: string | null;
  /** Whose content it concerns, by the names of before; null: of nothing that can be there. */
  concerns: { collection: string; /** Null: the whole entry. */ field: string | null } | null;
};

export type ModelChange = 'added' | 'removed' | 'renamed' | 'split' | 'dropped' | 'kind' | 'options';

/** `steps`: those that content of the earlier model has not been through. */
export function diffContentModels(
  earlier: ContentModel,
  { model, steps }: { model: ContentModel; steps: ContentMigrations },
): ModelDifference[] {
  const walk = startWalk(earlier);
  for (const step of steps) takeStep(walk, step);
  return [
    ...diffLocales(earlier, model),
    ...walk.gone,
    ...[...walk.collections].flatMap(([name, walked]) => diffCollection(name, walked, model)),
    ...Object.keys(model.collections)
      .filter((name) => !walk.collections.has(name))
      .map((name) => differenceOf(name, 'added')),
  ];
}

/** The earlier model as the steps leave it, with what each thing was before. */
type Walk = { collections: Map<string, WalkedCollection>; gone: ModelDifference[] };
type WalkedCollection = {
  origin: string;
  collection: Collection;
  fields: Map<string, WalkedField>;
  step: string | null;
  /** Fields that values are split into. */
  made: Map<string, string>;
};
type WalkedField = { origin: string; field: Field; step: string | null };

function startWalk(model: ContentModel): Walk {
  const collections = Object.entries(model.collections).map(
    ([name, collection]): [string, WalkedCollection] => {
      const fields = Object.entries(collection.fields).map(([origin, field]): [string, WalkedField] => [
        origin,
        { origin, field, step: null },
      ]);
      return [name, { origin: name, collection, fields: new Map(fields), step: null, made: new Map() }];
    },
  );
  return { collections: new Map(collections), gone: [] };
}

function takeStep({ collections, gone }: Walk, step: ContentStep): void {
  const walked = collections.get(step.kind === 'rename-collection' ? step.from : step.collection);
  if (walked === undefined) return;
  if (step.kind === 'rename-collection') {
    collections.delete(step.from);
    collections.set(step.to, { ...walked, step: step.id });
    return;
  }
  if (step.kind === 'drop-collection') {
    const { origin: path } = walked;
    const concerns = { collection: path, field: null };
    collections.delete(step.collection);
    gone.push({ path, change: 'dropped', detail: null, step: step.id, concerns });
    return;
  }
  const { fields, made, origin } = walked;
  const name = 'field' in step ? step.field : step.from;
  const field = fields.get(name);
  if (field === undefined) return;
  const concerns = { collection: origin, field: field.origin };
  if (step.kind === 'retype') {
    fields.set(name, { ...field, step: step.id });
    return;
  }
  fields.delete(name);
  if (step.kind === 'rename') fields.set(step.to, { ...field, step: step.id });
  else {
    const isSplit = step.kind === 'split';
    const detail = isSplit ? step.into.join(', ') : null;
    const path = `${origin}.${field.origin}`;
    gone.push({ path, change: isSplit ? 'split' : 'dropped', detail, step: step.id, concerns });
    if (isSplit) for (const target of step.into) made.set(target, step.id);
  }
}

function diffLocales(earlier: ContentModel, model: ContentModel): ModelDifference[] {
  return (['locales', 'defaultLocale'] as const).flatMap((name) => {
    const [before, after] = [earlier[name], model[name]].map(String);
    return before === after ? [] : [differenceOf(name, 'options', { detail: `${before} → ${after}` })];
  });
}

function diffCollection(name: string, walked: WalkedCollection, model: ContentModel): ModelDifference[] {
  const { origin, step } = walked;
  const concerns = { collection: origin, field: null };
  const renamed = origin === name ? [] : [differenceOf(origin, 'renamed', { detail: name, step, concerns })];
  const now = Object.hasOwn(model.collections, name) ? model.collections[name] : undefined;
  if (now === undefined) return [...renamed, differenceOf(name, 'removed', { concerns })];
  const { fields: _, ...options } = now;
  const { fields: __, ...optionsBefore } = walked.collection;
  const changed = changedPaths(optionsBefore, options);
  return [
    ...renamed,
    ...(changed.length === 0
      ? []
      : [differenceOf(name, 'options', { detail: changed.join(', '), concerns })]),
    ...[...walked.fields].flatMap(([field, before]) =>
      diffField(`${name}.${field}`, { walked, before, now: now.fields[field] }),
    ),
    ...Object.keys(now.fields)
      .filter((field) => !walked.fields.has(field))
      .map((field) =>
        differenceOf(`${name}.${field}`, 'added', { step: walked.made.get(field) ?? null, concerns }),
      ),
  ];
}

function diffField(
  path: string,
  { before, now, walked }: { walked: WalkedCollection; before: WalkedField; now: Field | undefined },
): ModelDifference[] {
  const { field, origin, step } = before;
  const concerns = { collection: walked.origin, field: origin };
  const name = path.slice(path.indexOf('.') + 1);
  const renamed =
    origin === name
      ? []
      : [differenceOf(`${walked.origin}.${origin}`, 'renamed', { detail: name, step, concerns })];
  if (now === undefined) return [...renamed, differenceOf(path, 'removed', { concerns })];
  const changed = changedPaths(field, now);
  if (changed.length === 0) return renamed;
  // A kind that changes deep inside makes the value as unusable as one of the field itself.
  const isKind = changed.some((option) => option === 'type' || option.endsWith('.type'));
  const detail = changed.includes('type') ? `${field.type} → ${now.type}` : changed.join(', ');
  return [...renamed, differenceOf(path, isKind ? 'kind' : 'options', { detail, step, concerns })];
}

/** `maxLength`, `fields.title.required`: where two values differ. */
function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (!isRecord(before) || !isRecord(after))
    return canonicalJson(before ?? null) === canonicalJson(after ?? null) ? [] : [path];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    changedPaths(before[name], after[name], path === '' ? name : `${path}.${name}`),
  );
}

function differenceOf(
  path: string,
  change: ModelChange,
  rest: Partial<Omit<ModelDifference, 'path' | 'change'>> = {},
): ModelDifference {
  return { path, change, detail: null, step: null, concerns: null, ...rest };
}
