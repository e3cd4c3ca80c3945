import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withBlockIds } from '../../model/rich-text/block-ids.ts';
import { documentFromMarkdown } from '../../model/rich-text/markdown/document-from-markdown.ts';
import { documentToMarkdown } from '../../model/rich-text/markdown/document-to-markdown.ts';
import { renderRichTextHtml } from '../../model/rich-text/render-html.ts';
import { validateContent } from '../../model/validation.ts';
import { draftContent } from '../../server/authoring/draft-content.ts';
import { openDatabase } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { verifyPublicationChain } from '../../server/store/publication-chain.ts';
import { readPublishedState } from '../../server/store/published-state.ts';
import { contentModel } from '../../site/content-model.ts';
import { loadEntries } from './load-entries.ts';
import { withParagraph } from './sample-body.ts';
import { sampleEntries } from './sample-entries.ts';
import { sampleSite } from './sample-site.ts';

test('is the same for the same seed, and another for another', () => {
  const first = [...sampleEntries(sampleSite({ posts: 20 }))];
  expect([...sampleEntries(sampleSite({ posts: 20 }))]).toEqual(first);
  expect([...sampleEntries(sampleSite({ posts: 20, seed: 2 }))]).not.toEqual(first);
});

test('is what the API would have kept of it, and may be published', async () => {
  for (const { collection, content } of sampleEntries(sampleSite({ posts: 50 }))) {
    expect(await draftContent(contentModel, { collection, content, sentBy: null })).toEqual(content);
    expect(validateContent(contentModel, { collection, content, level: 'publish' })).toMatchObject({
      ok: true,
    });
  }
});

test('a body is about 6 KB of HTML, keeps its text as Markdown, and gets longer by a paragraph', () => {
  const site = sampleSite({ posts: 100 });
  const bodies = Array.from({ length: 100 }, (_, index) => site.post(index).fields.body);
  const html = bodies.map((body) => renderRichTextHtml(body, LINKS));
  const mean = html.reduce((sum, text) => sum + text.length, 0) / html.length;
  expect(mean).toBeGreaterThan(5_500);
  expect(mean).toBeLessThan(6_500);
  for (const [index, body] of bodies.entries()) {
    const longer = withParagraph(body, 'One more.');
    expect(withBlockIds(longer, () => 'missing or twice')).toBe(longer);
    expect(renderRichTextHtml(documentFromMarkdown(documentToMarkdown(body)), LINKS)).toBe(html[index]);
    expect(renderRichTextHtml(longer, LINKS)).toBe(`${html[index]}<p>One more.</p>`);
  }
});

test('a tag has as many posts in a large site as in a small one', () => {
  for (const posts of [1_000, 4_000]) {
    const site = sampleSite({ posts });
    const counts = new Map<string, number>();
    for (let index = 0; index < posts; index++)
      for (const id of site.post(index).fields.tags) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(new Set(counts.values())).toEqual(new Set([100]));
  }
});

test('everything that is loaded is public, in a log that is whole', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-content-'));
  const database = await openDatabase({ dataDir });
  onTestFinished(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true });
  });
  await migrateUp(database);
  const entries = [...sampleEntries(sampleSite({ posts: 1_100 }))];
  await loadEntries(database, { entries, model: contentModel });
  const published = new Map<string, unknown>();
  const paths = new Set<string | null>();
  const head = await readPublishedState(database, {
    entries: (batch) => {
      for (const { id, collection, locale, path, fields } of batch) {
        published.set(id, { id, collection, locale, content: fields });
        paths.add(path);
      }
    },
    media: () => undefined,
    redirects: () => undefined,
  });
  expect(published).toEqual(new Map(entries.map((entry) => [entry.id, entry])));
  expect(paths).toContain('/blog/post-1100/');
  expect(paths).toContain('/tags/topic-1/');
  expect(head.seq).toBe(2);
  expect(await verifyPublicationChain(database.db)).toEqual({ intact: true, head });
});

const LINKS = { resolveEntryPath: () => null, resolveMedia: () => null };
