import { createCookieKeys } from '../api/cookie-keys.ts';
import { previewLinkAddress, tokenOfAddress } from '../api/preview/link-token.ts';
import { hashToken } from '../accounts/secret-token.ts';
import { createPreviewLink } from '../authoring/create-preview-link.ts';
import { listPreviewLinks } from '../authoring/list-preview-links.ts';
import { listVersions } from '../authoring/list-versions.ts';
import type { PreviewLink } from '../authoring/preview-link.ts';
import { revokePreviewLink } from '../authoring/revoke-preview-link.ts';
import { withDevelopmentSecrets } from '../development-secrets.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { findPreviewLink, readPreviewLink } from '../store/preview-links.ts';
import { idProblem } from '../../model/text-rules.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

type MakeOrder = {
  entryId: string;
  days: number;
  version?: number;
  label?: string;
  password: string | undefined;
  json: boolean;
};

const DAY_MS = 24 * 60 * 60_000;

export async function makeLink(cli: Cli, { days, json, version, ...order }: MakeOrder): Promise<void> {
  await withInstallation(cli, async ({ config, database }) => {
    const { call, context } = commandContext(database);
    const expiresAt = new Date(context.now().getTime() + days * DAY_MS).toISOString();
    const versionId = version === undefined ? null : await versionOf(database, { ...order, version });
    const { link, token } = await createPreviewLink(context, {
      ...call,
      ...order,
      versionId,
      expiresAt,
    }).catch((error: unknown) => {
      throw ofOptions(error);
    });
    const keys = createCookieKeys(withDevelopmentSecrets(config).sessionKeys);
    const url = previewLinkAddress({ config, keys }, token);
    cli.print(json ? JSON.stringify({ ...link, url }, null, 2) : url);
    if (!json) cli.note(`It opens until ${link.expiresAt}. Nobody can read the address again.`);
  });
}

/** Whoever types a number of days has not named a moment. */
function ofOptions(error: unknown): unknown {
  if (!(error instanceof AppError) || error.details.issues === undefined) return error;
  const issues = error.details.issues.map((issue) =>
    issue.path === 'expiresAt' ? { path: '--days', message: 'A link opens for 90 days at most.' } : issue,
  );
  return new AppError(error.code, error.message, { ...error.details, issues });
}

type Numbered = { entryId: string; version: number };

async function versionOf(database: Database, { entryId, version: number }: Numbered): Promise<string> {
  const { call, context } = commandContext(database);
  const upTo = { cursor: String(number + 1), limit: 1 };
  const [found] = (await listVersions(context, { ...call, entryId, ...upTo })).versions;
  if (found?.number === number) return found.id;
  throw new AppError(
    'version-not-found',
    `The entry has no version ${number}. Leave --version out, and the link shows the draft.`,
  );
}

type ListOrder = { entryId: string; json: boolean };

export async function showLinks(cli: Cli, { entryId, json }: ListOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    const links = await listPreviewLinks(context, { ...call, entryId });
    if (json) return cli.print(JSON.stringify({ links }, null, 2));
    if (links.length === 0) return cli.print('The entry has no preview links.');
    cli.print(table([['link', 'state', 'until', 'views', 'password', 'by', 'for'], ...links.map(linkRow)]));
  });
}

function linkRow({ createdByName, expiresAt, hasPassword, id, label, state, views }: PreviewLink): string[] {
  const password = hasPassword ? 'yes' : 'no';
  return [id, state, expiresAt, String(views), password, createdByName ?? 'the command line', label ?? ''];
}

export async function revokeLink(cli: Cli, { link: named }: { link: string }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { call, context } = commandContext(database);
    const link = await findLink(database, named);
    await revokePreviewLink(context, { ...call, entryId: link.entryId, linkId: link.id });
    cli.print(`The preview link ${link.id} opens nothing any more.`);
  });
}

/** Whoever finds a link where it should not be has its address alone. */
async function findLink({ db }: Database, named: string): Promise<{ id: string; entryId: string }> {
  const token = tokenOfAddress(named);
  const link =
    token !== null
      ? await findPreviewLink(db, { tokenHash: hashToken(token) })
      : idProblem(named) === null
        ? await readPreviewLink(db, { id: named })
        : null;
  if (link !== null) return link;
  throw new AppError(
    'preview-link-not-found',
    'There is no preview link with this id or address. `stillpress preview-link list ENTRY` shows those of an entry; what ended long ago is forgotten.',
  );
}
