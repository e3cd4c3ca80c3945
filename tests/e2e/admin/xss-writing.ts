import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { XSS_CORPUS } from '../../support/xss-corpus.ts';

/** Looked for as the text that it is. */
export const SHOWN = '<img src=x onerror=stillpressXss()>';
/** What an author embeds is asked for, and nothing else is. */
const PLAYER = 'https://youtu.be/dQw4w9WgXcQ';

export type Made = { id: string; draftVersionId: string };
/** `seen`: the version that is changed. */
export type Sent = { method: string; path: string; body: unknown; seen?: string };
export type Answer = { status: number; body: Made };

/** As one line of at most so many characters; another where it does not fit. */
export function line(nth: number, lengthMax = 150): string {
  const text = (XSS_CORPUS[nth] ?? '').replaceAll('\n', '\t');
  return text.length > lengthMax ? SHOWN : text;
}

export function each<Result>(make: (nth: number) => Result): Result[] {
  return XSS_CORPUS.map((_, nth) => make(nth));
}

/** One entry of each collection with it in every field that takes text. */
export const CONTENTS: Readonly<Record<string, (nth: number) => object>> = {
  posts: (nth) => ({
    title: line(nth),
    slug: `hostile-${nth}`,
    excerpt: line(nth),
    body: {
      markdown: `So: ${XSS_CORPUS[nth]}\n\n${XSS_CORPUS[nth]}\n\n[${line(nth)}](${line(nth)} "${line(nth)}")`,
    },
    seo: { title: line(nth, 70), description: line(nth) },
  }),
  tags: (nth) => ({ name: line(nth, 60), slug: `hostile-${nth}`, description: line(nth) }),
  authors: (nth) => ({
    name: line(nth, 100),
    slug: `hostile-${nth}`,
    bio: { markdown: line(nth) },
    links: [{ label: line(nth), href: `https://example.org/${line(nth)}` }],
  }),
  pages: (nth) => ({
    title: line(nth),
    slug: `hostile-page-${nth}`,
    sections: [{ id: crypto.randomUUID(), type: 'hero', heading: line(nth), text: line(nth) }],
  }),
};

export function pagesOf(nth: number): string[] {
  return [
    `/blog/hostile-${nth}/`,
    `/hostile-page-${nth}/`,
    `/tags/hostile-${nth}/`,
    `/authors/hostile-${nth}/`,
  ];
}

/** A text in which everything that takes text has it. */
export function hostileDocument(): object {
  return { type: 'doc', content: each(blocksOf).flat() };
}

function blocksOf(nth: number): object[] {
  const words = line(nth, 1_000);
  const text = { type: 'text', text: words };
  return [
    { type: 'heading', attrs: { level: 2, id: `h${nth}` }, content: [text] },
    { type: 'codeBlock', attrs: { language: 'html' }, content: [text] },
    { type: 'callout', attrs: { title: words }, content: [{ type: 'paragraph', content: [text] }] },
    { type: 'button', attrs: { label: words, href: '/blog/' } },
    ...(nth === 0 ? [{ type: 'embed', attrs: { url: PLAYER, title: SHOWN, caption: SHOWN } }] : []),
    {
      type: 'paragraph',
      content: [
        { ...text, marks: [{ type: 'link', attrs: { href: '/blog/', title: words } }] },
        { type: 'footnote', content: [text] },
      ],
    },
  ];
}

/** Where an address may stand, with this one. */
export function withAddress(href: string, entryId: string): object[] {
  return [
    linked({ href }),
    linked({ entryId, anchor: href }),
    { type: 'button', attrs: { label: 'x', href } },
    { type: 'embed', attrs: { url: href } },
  ];
}

function linked(attrs: object): object {
  const content = [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs }] }];
  return { type: 'paragraph', content };
}

export function expectAccepted(answers: readonly Answer[]): void {
  expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
}

/** In the name of whoever is signed in on the page. */
export async function sendFrom(page: Page, requests: readonly Sent[]): Promise<Answer[]> {
  return await page.evaluate(
    async (all) =>
      await Promise.all(
        all.map(async ({ body, method, path, seen }) => {
          const headers = {
            'Content-Type': 'application/json',
            ...(seen !== undefined && { 'If-Match': `"${seen}"` }),
          };
          const answer = await fetch(`/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
          const text = await answer.text();
          return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Made };
        }),
      ),
    requests,
  );
}

export type Picture = { name: string; base64: string };

/** Its ids, in the order of the files. */
export async function uploadFrom(page: Page, files: readonly Picture[]): Promise<string[]> {
  return await page.evaluate(async (all) => {
    const ids: string[] = [];
    for (const { base64, name } of all) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
      const form = new FormData();
      form.append('file', new File([bytes], name, { type: 'image/jpeg' }));
      const answer = await fetch('/api/v1/media', { method: 'POST', body: form });
      const { results } = (await answer.json()) as { results: { media: { id: string } }[] };
      ids.push(...results.map(({ media }) => media.id));
    }
    return ids;
  }, files);
}
