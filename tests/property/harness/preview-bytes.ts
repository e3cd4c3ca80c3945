import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { SitePlan } from '../../../model/site-plan.ts';
import { unwrapPage, wrapPage } from '../../../server/api/preview/wrap-page.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { previewChanges } from '../../../server/authoring/preview-changes.ts';
import { redirectPage } from '../../../server/publishing/plan/page-file.ts';
import { SITE_URL } from '../sites/site-profile.ts';
import type { World } from './world.ts';

type Previewed = { context: AuthoringContext; entries: readonly EntryDetails[]; plan: SitePlan };

const WRAPPING = {
  siteUrl: SITE_URL,
  origin: 'https://admin.example',
  prefix: '/preview/t/s.of-the-tests.0.mine.signature',
  script: '<script src="/preview/preview.js" data-admin="https://admin.example"></script>',
};

/** A preview of the entries has of each page that the plan changes the bytes that the plan names, once what wraps them is taken off. */
export async function comparePreview(world: World, { context, entries, plan }: Previewed): Promise<void> {
  const drafts = entries.map(({ id }) => ({ entryId: id, versionId: null }));
  const { changes } = await previewChanges(context, { actor: SYSTEM_ACTOR, drafts });
  for (const { change, hash, path } of plan.pages) {
    // The templates may still have a page that no link leads to any more.
    if (hash === null) continue;
    const shown = await bytesInPreview(world, { changes, path });
    const shownHash = shown === null ? null : createHash('sha256').update(shown).digest('hex');
    assert.equal(
      shownHash,
      hash,
      `the preview of ${path}, which would be ${change}, has other bytes:\n${shown === null ? '' : Buffer.from(shown).toString()}`,
    );
  }
}

type Order = Parameters<ReturnType<World['publisher']>['renderPreview']>[0];

/** What a visitor would have of it; null where there would be nothing. */
async function bytesInPreview(world: World, { changes, path: file }: Order): Promise<Uint8Array | null> {
  const path = file === '/404.html' ? '/404/' : file;
  const answer = await world.publisher().renderPreview({ path, changes });
  if (answer.kind === 'redirect') return Buffer.from(redirectPage(answer.location));
  if (answer.kind !== 'page') return null;
  if (answer.status === 404 && path !== '/404/') return null;
  const { body, contentType } = answer;
  if (!contentType.startsWith('text/html')) return body;
  const html = Buffer.from(body).toString();
  return Buffer.from(unwrapPage(wrapPage(html, { ...WRAPPING, path }), WRAPPING));
}
