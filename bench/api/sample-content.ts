import { documentFromMarkdown } from '../../model/rich-text/markdown/document-from-markdown.ts';

/** A post of 250 words, about 3 KB as JSON: what an editor who writes saves again and again. */
export function sampleContent(): Record<string, unknown> {
  const paragraph =
    'The light came late that morning, and *nobody* on the pier had slept, which they all denied. Somebody had made coffee, somebody else had lost the key to the shed, and the boat that was to fetch them stood far out, as it had the evening before, waiting for the tide.';
  return {
    title: 'First light',
    slug: 'first-light',
    excerpt: 'What happened on the pier.',
    body: documentFromMarkdown(
      `${paragraph}\n\n${paragraph}\n\n## Later\n\n${paragraph}\n\n- ${paragraph}\n- [A link](https://example.org)`,
    ),
    publishedOn: '2026-03-01',
  };
}
