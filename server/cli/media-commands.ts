import { contentModel } from '../../site/content-model.ts';
import { listMediaUsage, type MediaUsage } from '../authoring/list-media-usage.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import type { MEDIA_KINDS } from '../../model/api/media.ts';
import { checkMedia } from '../media/check-media.ts';
import { collectMedia } from '../media/collect-media.ts';
import { listMedia, type MediaInList } from '../media/list-media.ts';
import type { MediaContext } from '../media/media-context.ts';
import { mediaPlaceOf } from '../media/media-place.ts';
import { sweepPictures } from '../public-media.ts';
import { createSitePages } from '../publishing/look-at-pages.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation, type Installation } from './open-installation.ts';
import { megabytes } from './megabytes.ts';
import { table } from './table.ts';

export type MediaListOrder = {
  kind?: (typeof MEDIA_KINDS)[number];
  unused?: true;
  limit: number;
  json?: true;
};

export async function showMedia(cli: Cli, { json, kind, limit, unused }: MediaListOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call } = commandContext(database);
    const isUsed = unused === true ? false : undefined;
    const { media } = await listMedia(database, { ...call, kind, limit, isUsed });
    if (json === true) return cli.print(JSON.stringify({ media }, null, 2));
    if (media.length === 0) return cli.print('There are no such media files.');
    cli.print(table([['media', 'name', 'type', 'size', 'pixels', 'used'], ...media.map(mediaRow)]));
  });
}

function mediaRow({ contentType, fileName, height, id, isUsed, sizeBytes, width }: MediaInList): string[] {
  const pixels = width === null || height === null ? '' : `${width}×${height}`;
  return [id, fileName, contentType, megabytes(sizeBytes), pixels, isUsed ? 'yes' : 'no'];
}

export type MediaUsageOrder = { limit: number; json?: true };

export async function showUsage(
  cli: Cli,
  { json, limit, mediaId }: MediaUsageOrder & { mediaId: string },
): Promise<void> {
  await withInstallation(cli, async ({ config, database }) => {
    const { call, context } = commandContext(database);
    const pages = createSitePages({ config, model: contentModel });
    const usage = await listMediaUsage({ ...context, pages }, { ...call, limit, mediaId });
    cli.print(json === true ? JSON.stringify(usage, null, 2) : describeUsage(usage, config));
  });
}

function describeUsage(
  { count, entries, nextCursor, pages }: MediaUsage,
  { siteUrl }: { siteUrl: string },
): string {
  const standing = entries.map(({ id, livePath, standsIn, title }) => [id, standsIn, livePath ?? '', title]);
  const lines =
    count === 0
      ? ['It stands in no entry.']
      : [table([['entry', 'stands in', 'page', 'title'], ...standing])];
  if (nextCursor !== null) lines.push(`… of ${count}; --limit shows more`);
  if (pages === null) lines.push('', 'Nothing is known here of the pages of the site.');
  else if (pages.paths.length === 0) lines.push('', 'No public page shows it.');
  else lines.push('', 'shown on', ...pages.paths.map((path) => `  ${siteUrl}${encodeURI(path)}`));
  if (pages !== null && pages.next !== null) lines.push('  …; --limit shows more');
  return lines.join('\n');
}

export async function checkLibrary(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const check = await checkMedia(mediaContext(installation));
    const { bytes, damaged, files, missing, unnamed } = check;
    if (json) cli.print(JSON.stringify(check, null, 2));
    else
      cli.print(
        `${countOf(files, 'file', 'files')} with ${megabytes(bytes)} ${files === 1 ? 'was' : 'were'} read: ${damaged.length} damaged, ${missing.length} missing, ${unnamed} that nothing names.`,
      );
    if (damaged.length === 0 && missing.length === 0) return;
    throw new AppError(
      'media-not-whole',
      `Of the bytes that are needed, ${missing.length} are missing and ${damaged.length} are not what they were: ${[...missing, ...damaged].slice(0, 10).join(', ')}. Bring them back from a backup; each lies under its name in files/ of MEDIA_STORE.`,
    );
  });
}

export async function collectLibrary(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const pictures = await sweepPictures(installation.config);
    const collected = { ...(await collectMedia(mediaContext(installation))), pictures };
    if (json) return cli.print(JSON.stringify(collected, null, 2));
    const { bytes, files, uploads } = collected;
    cli.print(
      `Removed: ${countOf(files, 'file', 'files')} with ${megabytes(bytes)}, ${countOf(pictures, 'picture', 'pictures')} that no page has asked for lately, and ${countOf(uploads, 'upload', 'uploads')} that nobody finished.`,
    );
  });
}

function mediaContext({ config, database }: Installation): MediaContext {
  return {
    ...mediaPlaceOf(config),
    database,
    now: () => new Date(),
    publicationCommitted: () => {},
  };
}
