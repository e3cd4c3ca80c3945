import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentToMarkdown } from '../../model/rich-text/markdown/document-to-markdown.ts';
import { sampleBody } from '../content/sample-body.ts';
import { createRandom } from '../content/random.ts';
import type { SampleSite } from '../content/sample-site.ts';

export type Terms = 'names' | 'slugs';

/** Every post as a Markdown file with front matter, in `blog/`. */
export function writePosts(folder: string, content: SampleSite, terms: Terms): void {
  mkdirSync(join(folder, 'blog'), { recursive: true });
  const value = terms === 'names' ? 'name' : 'slug';
  const tags = new Map(content.tags.map((tag) => [tag.id, tag[value]]));
  const authors = new Map(content.authors.map((author) => [author.id, author[value]]));
  for (let index = 0; index < content.postCount; index++) {
    const { fields } = content.post(index);
    const facts = {
      title: fields.title,
      slug: fields.slug,
      description: fields.excerpt,
      date: fields.publishedOn,
      tags: fields.tags.map((id) => tags.get(id)),
      authors: fields.authors.map((id) => authors.get(id)),
    };
    writeFileSync(postFile(folder, index), markdownFile(facts, documentToMarkdown(fields.body)));
  }
}

export function postFile(folder: string, index: number): string {
  return join(folder, 'blog', `post-${index + 1}.md`);
}

export function aboutPage(): string {
  return markdownFile({ title: 'About' }, documentToMarkdown(sampleBody(createRandom(7))));
}

/** JSON is YAML too. */
export function markdownFile(facts: Record<string, unknown>, text: string): string {
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return ['---', ...lines, '---', '', text].join('\n');
}
