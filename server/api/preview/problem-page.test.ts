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
  stack: [
    'Error: no <title>',
    '    at Page (site/pages/[slug].astro:7:9)',
    '    at async renderToString (node_modules/astro/dist/runtime/server/render/astro/render.js:204:8)',
    '    at format (node_modules/some-package/index.js:3:1)',
    '    at async onRequest$1 (server/publishing/template-build/page-middleware.ts:18:22)',
    '    at async file:///srv/stillpress/server/publishing/render/render-worker.ts:105:80',
    '    at async renderAll (file:///srv/stillpress/server/publishing/render/render-worker.ts:80:20)',
  ].join('\n'),
};

test('says what the template threw, and where, as text', () => {
  const page = problemPage(problem);
  expect(page).toContain(
    '<p>site/pages/[slug].astro:7 could not render /a/: no &lt;title&gt; &amp; no "name"</p>',
  );
  expect(page).toContain(
    '<pre>Error: no &lt;title&gt;\n    at Page (site/pages/[slug].astro:7:9)\n    at format (node_modules/some-package/index.js:3:1)</pre>',
  );
  expect(page).toContain('<a href="/admin/">To the list of content</a>');
});

test('leads those who are not signed in to where they sign in', () => {
  const { stack: _, ...unknown } = { ...problem, code: 'not-signed-in', detail: 'Use POST.' };
  const page = problemPage(unknown);
  expect(page).toContain('<a href="/admin/">Sign in</a>');
  expect(page).not.toMatch(/POST|<pre>/);
});
