import { findCollection, type ContentModel } from '../../model/content-model.ts';
import { countOf } from '../count-of.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import type { ContentProof } from './foresee-migration.ts';
import type { Referrer } from './survey-dropped.ts';
import type { MigrationSurvey } from './survey-migration.ts';

/** What whoever migrates has looked at, and wants all the same. */
export type MigrationConsent = {
  /** What may be let go of: fields, such as `posts.teaser`, and collections. */
  allowDrop: readonly string[];
  /** Entries that stay may name some that go with their collection. */
  despiteReferences: boolean;
  /** Public entries that no step can bring over stay as they are, and those that lack something are public without it. */
  allowInvalid: boolean;
};

export function requireKnownSteps({ state }: MigrationSurvey): void {
  if (state.unknown.length === 0) return;
  throw new AppError(
    'invalid-input',
    `The content has been through steps that site/content-migrations.ts does not declare: ${state.unknown.join(', ')}. Nothing was changed. Put them back, in their place: steps stay for good, since versions of before need them. If this is an older release, migrate with the newer one.`,
  );
}

/** Each is a decision of its own: nothing is changed before all of them are taken. */
export function requireConsent(survey: MigrationSurvey, consent: MigrationConsent & Site): void {
  requireDrops(survey, consent);
  if (!consent.despiteReferences) requireNoReferrers(survey);
  if (!consent.allowInvalid) requireValid(survey);
}

type Site = { model: ContentModel };

function requireDrops(survey: MigrationSurvey, consent: MigrationConsent & Site): void {
  const drops = dropsOf(survey, consent);
  const refused = drops.filter(({ name }) => !consent.allowDrop.includes(name));
  if (refused.length === 0) return;
  const named = refused.map(({ what }) => what).join(', ');
  const flags = refused.map(({ name }) => `--allow-drop ${name}`).join(' ');
  const unknown = consent.allowDrop.filter((given) => drops.every(({ name }) => name !== given));
  const misspelt = unknown.length === 0 ? '' : ` Nothing that they drop is called ${unknown.join(' or ')}.`;
  throw new AppError(
    'confirmation-required',
    `The steps drop what entries hold: ${named}.${misspelt} Nothing was changed. Look at it with --dry-run, then run it again with ${flags}.`,
    { extra: { fields: refused.map(({ name }) => name) } },
  );
}

function dropsOf({ dropped, drops }: MigrationSurvey, { model }: Site): { name: string; what: string }[] {
  const fields = drops.filter(({ entries }) => entries > 0);
  return [
    ...fields.map(({ entries, field }) => ({ name: field, what: `${field} (set in ${entries})` })),
    ...dropped.collections.map(({ collection, entries, published }) => ({
      name: collection,
      what: `the collection ${collection} (${countOf(entries, 'entry', 'entries')}, ${published} of them public)${findCollection(model, collection) === undefined ? '' : ', which site/content-model.ts still has'}`,
    })),
  ];
}

/** What entries say of others would lead nowhere. */
function requireNoReferrers({ dropped: { referrers } }: MigrationSurvey): void {
  if (referrers.length === 0) return;
  const more = referrers.length - ISSUES_NAMED;
  const lines = referrers.slice(0, ISSUES_NAMED).map(describeReferrer);
  throw new AppError(
    'entry-referenced',
    [
      `${countOf(referrers.length, 'entry that stays names', 'entries that stay name')} entries of a collection that the steps drop. Nothing was changed. Change what is named, or run it again with --despite-references: then these lead nowhere, and are refused when they are published until they are mended.`,
      ...lines.map((line) => `  ${line}`),
      ...(more > 0 ? [`  … and ${more} more: --dry-run shows all`] : []),
    ].join('\n'),
    { extra: { count: referrers.length, referrers: referrers.slice(0, ISSUES_NAMED) } },
  );
}

export function describeReferrer({ collection, entryId, path, title }: Referrer): string {
  return `${collection} ${entryId} "${title}", ${path}`;
}

/** As many as a terminal shows at a glance. */
const ISSUES_NAMED = 10;

/** What is public is what visitors get: they are not to meet it half done. */
export function requireValid(survey: MigrationSurvey): void {
  const failing = failingInPublic(survey);
  if (failing.length === 0) return;
  const issues = failing.flatMap(({ collection, entryId, issues: found, title }) =>
    found.map(({ message, path }): FieldIssue => ({
      path,
      message: `${collection} ${entryId} "${title}", ${path}: ${message}`,
    })),
  );
  const more = issues.length - ISSUES_NAMED;
  const lines = [
    `${countOf(failing.length, 'public entry does', 'public entries do')} not satisfy the content model. Nothing was changed. Mend what is named, or run it again with --allow-invalid: what no step can bring over then stays as it is, and what lacks something is public without it.`,
    ...issues.slice(0, ISSUES_NAMED).map(({ message }) => `  ${message}`),
    ...(more > 0 ? [`  … and ${more} more: --dry-run shows all`] : []),
  ];
  throw new AppError('invalid-input', lines.join('\n'), { issues });
}

/** With what is wrong with each. */
export function failingInPublic({ lacking, misfits }: Pick<MigrationSurvey, 'lacking' | 'misfits'>) {
  return [...misfits.filter(({ isPublic }) => isPublic), ...lacking];
}

export function requireProven(proof: ContentProof | null): void {
  if (proof === null || proof.failures.length === 0) return;
  const { failures } = proof;
  const lines = failures
    .slice(0, ISSUES_NAMED)
    .map(
      ({ message, path, template }) => `  ${path}${template === null ? '' : ` (${template})`}: ${message}`,
    );
  throw new AppError(
    'template-failed',
    `${countOf(failures.length, 'page', 'pages')} could not be rendered with the templates as they are now. Nothing was changed. Mend the template; --no-render leaves this proof out.\n${lines.join('\n')}`,
    { issues: failures.map(({ message, path }) => ({ path, message })) },
  );
}
