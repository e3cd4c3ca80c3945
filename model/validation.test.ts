import { describe, expect, test } from 'vitest';

import { defineContentModel } from './define-content-model.ts';
import { field } from './fields.ts';
import { LIST_LENGTH_MAX } from './limits.ts';
import { validateContent, type ValidationLevel } from './validation.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8058';

const model = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      url: '/{slug}/',
      fields: {
        title: field.text({ required: true, minLength: 3, maxLength: 10 }),
        slug: field.slug({ required: true }),
        code: field.text({ pattern: '[A-Z]{2}\\d' }),
        note: field.text({ multiline: true }),
        body: field.richText(),
        rating: field.number({ min: 1, max: 5, integer: true }),
        featured: field.boolean(),
        day: field.date({ min: '2020-01-01' }),
        at: field.date({ time: true }),
        size: field.select({ options: ['s', 'm'] }),
        sizes: field.select({ options: ['s', 'm'], multiple: true }),
        cover: field.image(),
        attachment: field.file(),
        author: field.reference({ collection: 'posts' }),
        tags: field.reference({ collection: 'posts', multiple: true, max: 2 }),
        keywords: field.list({ of: field.text({ maxLength: 5 }), min: 2 }),
        links: field.list({ of: field.group({ fields: { label: field.text({ required: true }) } }) }),
        seo: field.group({ fields: { title: field.text({ required: true }), hidden: field.boolean() } }),
        parts: field.blocks({
          kinds: {
            quote: { fields: { text: field.text({ required: true }) } },
            rule: { fields: { wide: field.boolean() } },
          },
        }),
      },
    },
  },
});

function issuesOf(content: unknown, level: ValidationLevel = 'draft'): string[] {
  const result = validateContent(model, { collection: 'posts', content, level });
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`);
}

function accepted(content: unknown, level: ValidationLevel = 'draft'): unknown {
  const result = validateContent(model, { collection: 'posts', content, level });
  return result.ok ? result.content : result.issues;
}

const complete = { title: 'Title', slug: 'a-title' };

test('a draft has room for a text that is to be cut, and not for any text', () => {
  expect(accepted({ title: 'x'.repeat(100) })).toEqual({ title: 'x'.repeat(100) });
  expect(issuesOf({ title: 'x'.repeat(101) })).toEqual([
    'title: Takes at most 100 characters in a draft, has 101.',
  ]);
  expect(issuesOf({ ...complete, title: 'x'.repeat(11) }, 'publish')).toContain(
    'title: Takes at most 10 characters, has 11.',
  );
});

test('takes every type of field and gives it back unchanged', () => {
  const content = {
    ...complete,
    code: 'AB1',
    note: 'one\ntwo',
    body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hello' }] }] },
    rating: 5,
    featured: false,
    day: '2026-03-01',
    at: '2026-03-01T09:30:00.000Z',
    size: 's',
    sizes: ['m', 's'],
    cover: { media: ID, alt: '', caption: 'One\ntwo', focal: { x: 0, y: 1 } },
    attachment: { media: ID, label: 'Programme' },
    author: ID,
    tags: [ID, OTHER_ID],
    keywords: ['a', 'b'],
    links: [{ label: 'x' }],
    seo: { title: 'T', hidden: true },
    parts: [{ type: 'quote', id: 'b1', text: 'Q' }, { type: 'rule' }],
  };
  expect(accepted(content, 'publish')).toEqual(content);
});

describe('a draft', () => {
  test('may lack everything', () => {
    expect(accepted({})).toEqual({});
  });

  test('may be on its way: too short, too long, too few', () => {
    const content = {
      title: 'ab',
      code: 'x',
      rating: 9,
      tags: [ID, OTHER_ID, ID.replace('5d', '5e')],
      keywords: ['lengthy'],
    };
    expect(accepted(content)).toEqual(content);
  });

  test('keeps a row that has just been added', () => {
    expect(accepted({ keywords: [''], links: [{}], parts: [{ type: 'quote' }] })).toEqual({
      keywords: [''],
      links: [{}],
      parts: [{ type: 'quote' }],
    });
  });

  test('leaves out what is not set', () => {
    const empty = { type: 'doc', content: [{ type: 'paragraph', attrs: { id: 'b1' } }] };
    expect(accepted({ title: '', note: null, tags: [], seo: {}, body: empty, cover: null })).toEqual({});
  });
});

test('publishing needs what is required, inside groups and blocks too, but no group that is not there', () => {
  expect(
    issuesOf({ seo: { hidden: true }, parts: [{ type: 'quote' }], keywords: ['a', ''] }, 'publish'),
  ).toEqual([
    'title: Must be filled in.',
    'slug: Must be filled in.',
    'keywords[1]: Must be filled in or removed.',
    'seo.title: Must be filled in.',
    'parts[0].text: Must be filled in.',
  ]);
  expect(issuesOf(complete, 'publish')).toEqual([]);
});

test('publishing takes no text for filled in that shows nothing; a draft keeps it', () => {
  for (const blank of [' ', '   ', '\t\u00A0\u3000', '\u200B\u2060\u00AD \uFEFF']) {
    const content = {
      ...complete,
      title: blank.padEnd(3),
      seo: { title: blank },
      parts: [{ type: 'quote', text: blank }],
    };
    expect(issuesOf(content, 'publish')).toEqual([
      'title: Must be filled in.',
      'seo.title: Must be filled in.',
      'parts[0].text: Must be filled in.',
    ]);
    expect(accepted(content)).toEqual(content);
    expect(issuesOf({ ...complete, note: blank }, 'publish')).toEqual([]);
  }
});

test('publishing holds to the declared limits', () => {
  const content = {
    title: 'ab',
    slug: 'a',
    code: 'AB12',
    rating: 9,
    day: '2019-12-31',
    tags: [ID, OTHER_ID, ID.replace('5d', '5e')],
    keywords: ['lengthy'],
  };
  expect(issuesOf(content, 'publish')).toEqual([
    'title: Needs at least 3 characters, has 2.',
    'code: Does not match the pattern [A-Z]{2}\\d.',
    'rating: Must be 5 or less.',
    'day: Must be 2020-01-01 or later.',
    'tags: Takes at most 2, has 3.',
    'keywords: Needs at least 2, has 1.',
    'keywords[0]: Takes at most 5 characters, has 7.',
  ]);
});

describe('drafts too are refused', () => {
  test.each<[string, unknown, string]>([
    ['content that is no object', [], ': Expected an object, found a list.'],
    ['an unknown field', { titel: 'x' }, 'titel: There is no such field.'],
    ['a number for text', { title: 1 }, 'title: Expected text, found a number.'],
    ['a line break in a line', { title: 'a\nb' }, 'title: Expected a single line, found a line break.'],
    ['a lone surrogate', { title: 'a\uD800' }, 'title: The text holds half a character (a lone surrogate).'],
    ['NUL', { note: 'a\u0000' }, 'note: The text holds a control character, such as NUL.'],
    [
      'NUL in a caption',
      { cover: { media: ID, caption: '\u0000' } },
      'cover.caption: The text holds a control character, such as NUL.',
    ],
    [
      'a slug that is none',
      { slug: 'A b' },
      'slug: Expected lower-case letters, digits and single hyphens: first-light.',
    ],
    [
      'a slug that belongs to a locale',
      { slug: 'de' },
      'slug: The address /de/ belongs to the pages of the locale "de".',
    ],
    ['text for a number', { rating: '3' }, 'rating: Expected a number, found text.'],
    ['half a number', { rating: 1.5 }, 'rating: Expected a whole number.'],
    ['a text for a boolean', { featured: 'yes' }, 'featured: Expected true or false, found text.'],
    [
      'a day that does not exist',
      { day: '2026-02-29' },
      'day: Expected a day of the calendar, such as 2026-03-01.',
    ],
    [
      'a moment without a zone',
      { at: '2026-02-28T10:00:00' },
      'at: Expected a moment in UTC, such as 2026-03-01T09:30:00.000Z.',
    ],
    ['an unknown choice', { sizes: ['s', 'xl'] }, 'sizes[1]: Expected one of: s, m.'],
    ['a choice made twice', { sizes: ['s', 's'] }, 'sizes[1]: Is in the list already.'],
    [
      'an image without media',
      { cover: { alt: 'x' } },
      'cover.media: Expected an id, such as 01890a5d-ac96-774b-bcce-b302099a8057.',
    ],
    [
      'an image with something else',
      { cover: { media: ID, src: 'x' } },
      'cover.src: There is no such property.',
    ],
    [
      'a focal point outside',
      { cover: { media: ID, focal: { x: 2, y: 0 } } },
      'cover.focal: Expected a focal point: { x, y }, each from 0 to 1.',
    ],
    [
      'a slug in capitals',
      { slug: 'Über-Uns' },
      'slug: Expected lower-case letters, digits and single hyphens: first-light.',
    ],
    [
      'a slug with accents apart',
      { slug: 'cafe\u0301' },
      'slug: Expected letters and their accents as one (Unicode form NFC).',
    ],
    [
      'a slug longer than a folder can be named',
      { slug: '漢'.repeat(81) },
      'slug: Takes at most 240 bytes of UTF-8, has 243.',
    ],
    [
      'a reference by slug',
      { tags: ['tag'] },
      'tags[0]: Expected an id, such as 01890a5d-ac96-774b-bcce-b302099a8057.',
    ],
    ['a reference made twice', { tags: [ID, ID] }, 'tags[1]: Is in the list already.'],
    ['one reference for several', { tags: ID }, 'tags: Expected a list, found text.'],
    ['null in a list', { keywords: ['a', null] }, 'keywords[1]: Must be filled in or removed.'],
    [
      'a list without end',
      { keywords: Array.from({ length: LIST_LENGTH_MAX + 1 }, () => 'a') },
      'keywords: The list has 1001 items, more than the 1000 allowed.',
    ],
    ['an unknown field in a group', { seo: { titel: 'x' } }, 'seo.titel: There is no such field.'],
    [
      'an unknown kind of block',
      { parts: [{ type: 'constructor' }] },
      'parts[0].type: Expected one of: quote, rule.',
    ],
    [
      'an unknown field in a block',
      { parts: [{ type: 'rule', text: 'x' }] },
      'parts[0].text: There is no such field.',
    ],
    [
      'a mistake in rich text',
      { body: { type: 'doc', content: [{ type: 'image', attrs: {} }] } },
      'body.content[0].attrs.mediaId: Must be there.',
    ],
  ])('for %s', (_, content, expected) => {
    expect(issuesOf(content)).toEqual([expected]);
  });
});

test('does not let a key into the prototype', () => {
  const content: unknown = JSON.parse(
    '{"__proto__": {"polluted": true}, "seo": {"__proto__": {"polluted": true}}, "constructor": 1}',
  );
  expect(issuesOf(content)).toEqual([
    '__proto__: There is no such field.',
    'constructor: There is no such field.',
    'seo.__proto__: There is no such field.',
  ]);
  expect('polluted' in {}).toBe(false);
});

test('reports all issues, each with its place', () => {
  expect(issuesOf({ title: 1, rating: 'x', seo: { title: 2 }, tags: ['a', ID, 3] })).toHaveLength(5);
});

test('names a collection that the site does not have', () => {
  const result = validateContent(model, { collection: '__proto__', content: {}, level: 'draft' });
  expect(result).toEqual({
    ok: false,
    issues: [{ path: '', message: 'The site has no collection "__proto__".' }],
  });
});
