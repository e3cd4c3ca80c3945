import { expect, it } from 'vitest';
import { looksLikeMarkdown } from './looks-like-markdown.ts';

it.each([
  '# Title\n\nText',
  'See [the site](https://example.org).',
  '- one\n- two',
  '1. one\n2. two',
  '```js\nlet a;\n```',
  '| a | b |\n| - | - |\n| c | d |',
  'It is **bold**.',
  '- [ ] to do',
  '> said',
])('takes %j for Markdown', (text) => expect(looksLikeMarkdown(text)).toBe(true));

it.each([
  'Plain text.',
  '- one alone',
  'C# is a language',
  'a * b * c',
  '2 ** 3 ** 4',
  'array[1](2',
  'Price: 1. maybe',
])('takes %j for text', (text) => expect(looksLikeMarkdown(text)).toBe(false));
