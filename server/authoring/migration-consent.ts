import { countOf } from '../count-of.ts';
import { AppError, type FieldIssue } from '../errors.ts';
import type { ContentProof } from './foresee-migration.ts';
import type { MigrationSurvey } from './survey-migration.ts';

/** What whoever migrates has looked at, and wants all the same. */
export type MigrationConsent = {
  /** Fields whose values may be let go of, such as `posts.teaser`. */
  allowDrop: readonly string[];
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
export function requireConsent(survey: MigrationSurvey, consent: MigrationConsent): void {
  requireDrops(survey, consent);
  if (!consent.allowInvalid) requireValid(survey);
}

function requireDrops({ drops }: MigrationSurvey, { allowDrop }: MigrationConsent): void {
  const refused = drops.filter(({ entries, field }) => entries > 0 && !allowDrop.includes(field));
  if (refused.length === 0) return;
  const named = refused.map(({ entries, field }) => `${field} (set in ${entries})`).join(', ');
  const flags = refused.map(({ field }) => `--allow-drop ${field}`).join(' ');
  throw new AppError(
    'confirmation-required',
    `The steps drop what entries hold: ${named}. Nothing was changed. Look at it with --dry-run, then run it again with ${flags}.`,
    { extra: { fields: refused.map(({ field }) => field) } },
  );
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
