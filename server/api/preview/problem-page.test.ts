import { expect, test } from 'vitest';
import { problemPage } from './problem-page.ts';

const problem = {
  type: 'urn:stillpress:error:template-failed',
  title: 'A template failed',
  status: 422,
  code: 'template-failed',
  detail: 'site/pages/[slug].astro:7 could not render /a/: no <title> & no "name"',
  instance: '/preview/a',
  correlationId: '01998b5e',
  stack: 'Error: no <title>\n    at Page (site/pages/[slug].astro:7:9)',
};

test('says what the template threw, and where, as text', () => {
  const page = problemPage(problem);
  expect(page).toContain(
    '<p>site/pages/[slug].astro:7 could not render /a/: no &lt;title&gt; &amp; no "name"</p>',
  );
  expect(page).toContain('<pre>Error: no &lt;title&gt;\n    at Page');
  expect(page).toContain('<a href="/admin/">To the list of content</a>');
});

test('leads those who are not signed in to where they sign in', () => {
  const { stack: _, ...unknown } = { ...problem, code: 'not-signed-in', detail: 'Use POST.' };
  const page = problemPage(unknown);
  expect(page).toContain('<a href="/admin/">Sign in</a>');
  expect(page).not.toMatch(/POST|<pre>/);
});
