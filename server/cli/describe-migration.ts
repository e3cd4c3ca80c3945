import type { ContentProof } from '../authoring/foresee-migration.ts';
import type { MigrationReport } from '../authoring/migrate-content.ts';
import { describeReferrer, failingInPublic } from '../authoring/migration-consent.ts';
import type { MigrationSurvey, StepReport } from '../authoring/survey-migration.ts';
import { countOf } from '../count-of.ts';
import { table } from './table.ts';

export function describeReport(report: MigrationReport): string {
  const { changed, entries, isDryRun, left, proof, publications, published, steps } = report;
  return [
    isDryRun
      ? `${countOf(entries, 'entry', 'entries')} would be brought to this content model: the content of ${changed} would change, of these ${published} public.`
      : `${countOf(entries, 'entry was', 'entries were')} to be brought to this content model; the content of ${changed} had to change, of these ${published} public.`,
    ...(steps.length === 0 ? [] : [table(steps.map(stepRow))]),
    ...(isDryRun ? steps.flatMap(sampleLines) : []),
    ...(left === 0
      ? []
      : [
          `${countOf(left, 'entry is', 'entries are')} of collections that the model does not have: kept, and shown nowhere.`,
        ]),
    ...describeDropped(report),
    ...(publications.length === 0 ? [] : [describePublications(publications)]),
    ...describeFailing(report),
    ...(proof === null ? [] : describeProof(proof)),
    ...(isDryRun ? consentLines(report) : []),
  ].join('\n');
}

export function stepRow({ does, entries, id, kept }: StepReport): string[] {
  const beside = kept === 0 ? '' : `, ${kept} kept under the old name: the new field is filled in`;
  return [`  ${id}`, does, `${countOf(entries, 'entry', 'entries')}${beside}`];
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

function describeDropped({ dropped, isDryRun }: MigrationReport): string[] {
  const { collections, redirects, referrers } = dropped;
  if (collections.length === 0) return [];
  const [leave, go] = isDryRun ? ['would leave', 'would go'] : ['leave', 'go'];
  return [
    ...collections.map(
      ({ collection, entries, published }) =>
        `${countOf(entries, 'entry', 'entries')} of the collection ${collection}, ${published} of them public, ${leave} for the trash.`,
    ),
    ...(redirects === 0 ? [] : [`${countOf(redirects, 'redirect', 'redirects')} to them ${go} too.`]),
    ...(referrers.length === 0 ? [] : ['These stay and name some of them:']),
    ...referrers.map((referrer) => `  ${describeReferrer(referrer)}`),
  ];
}

/** Each with the field and what to do. */
export function describeFailing({ lacking, misfits }: MigrationSurvey): string[] {
  const misfit = misfits.flatMap((entry) => failingLines(entry, entry.isPublic ? ' (public)' : ''));
  const lines = lacking.flatMap((entry) => failingLines(entry, ''));
  return [
    ...(misfit.length === 0 ? [] : ['These do not fit and stay as they are:', ...misfit]),
    ...(lines.length === 0 ? [] : ['These are public, and lack what the content model asks for:', ...lines]),
  ];
}

function failingLines(
  { collection, entryId, issues, title }: MigrationSurvey['lacking'][number],
  note: string,
): string[] {
  return issues.map(
    ({ message, path }) => `  ${collection} ${entryId} "${title}"${note}, ${path}: ${message}`,
  );
}

function describeProof({ failures, pagesRendered }: ContentProof): string[] {
  if (failures.length === 0)
    return pagesRendered === 0
      ? []
      : [`Proof: ${countOf(pagesRendered, 'page', 'pages')} rendered with the templates as they are now.`];
  return [
    'The templates as they are now cannot show this:',
    ...failures.map(
      ({ message, path, template }) => `  ${path}${template === null ? '' : ` (${template})`}: ${message}`,
    ),
  ];
}

/** What it takes to do it. */
function consentLines(report: MigrationReport): string[] {
  const { dropped, drops } = report;
  const fields = drops.filter(({ entries }) => entries > 0).map(({ field }) => field);
  const names = [...fields, ...dropped.collections.map(({ collection }) => collection)];
  return [
    ...names.map((name) => `This takes --allow-drop ${name}.`),
    ...(dropped.referrers.length === 0 ? [] : ['This takes --despite-references.']),
    ...(failingInPublic(report).length === 0
      ? []
      : ['This takes --allow-invalid, unless it is mended before.']),
  ];
}
