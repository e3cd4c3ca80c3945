import { describe, expect, it } from 'vitest';
import { findCaller, findSitePlace, readableStack } from './template-frames.ts';

const ASKING = [
  '    at captureStack (file:///srv/stillpress/content-cache/refusal.ts:60:21)',
  '    at Date.now (file:///srv/stillpress/server/publishing/render/guarded-globals.ts:40:5)',
];
const PAGE = '    at Page (project:///site/pages/%5Bslug%5D.astro:7:9)';
const ASTRO = '    at renderPage (project:///node_modules/astro/dist/runtime/server/render/page.js:5:1)';

function callerOf(...frames: string[]) {
  return findCaller(['Error: asked here', ...ASKING, ...frames].join('\n'));
}

describe('whose code asks', () => {
  it('is a file of the site, with its line', () => {
    expect(callerOf(PAGE, ASTRO)).toEqual({ kind: 'site', file: 'site/pages/[slug].astro', line: 7 });
  });

  it('is looked for behind what has no place of its own', () => {
    expect(callerOf('    at Array.map (<anonymous>)', PAGE)).toMatchObject({ kind: 'site', line: 7 });
  });

  it('is looked for behind an await', () => {
    expect(callerOf('    at async project:///site/a.ts:1:2', ASTRO)).toEqual({
      kind: 'site',
      file: 'site/a.ts',
      line: 1,
    });
  });

  it('is a package, and the file of the site behind it', () => {
    expect(callerOf('    at v4 (project:///node_modules/@scope/ids/dist/v4.js:2:3)', PAGE, ASTRO)).toEqual({
      kind: 'package',
      through: '@scope/ids',
      site: { file: 'site/pages/[slug].astro', line: 7 },
    });
  });

  it('is Astro where it asks for itself, whoever made it do so', () => {
    expect(callerOf(ASTRO, PAGE)).toMatchObject({ kind: 'engine', site: { line: 7 } });
  });

  it('is nobody where no code is behind it, as when a promise calls', () => {
    expect(
      callerOf('    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)'),
    ).toEqual({
      kind: 'nobody',
    });
    expect(callerOf()).toEqual({ kind: 'nobody' });
  });
});

describe('an error of a template', () => {
  it('is where the innermost file of the site is, with its line', () => {
    const helper = '    at total (project:///site/components/total.ts:3:9)';
    expect(findSitePlace(['Error: no', helper, PAGE, ASTRO].join('\n'))).toBe('site/components/total.ts:3');
    expect(findSitePlace(['Error: no', ASTRO, PAGE].join('\n'))).toBe('site/pages/[slug].astro:7');
    expect(findSitePlace(['Error: no', ASTRO].join('\n'))).toBeNull();
  });

  it('has a stack that names files as they are called', () => {
    expect(readableStack(`Error: no\n${PAGE}\n    at async project:///site/a.ts:1:2`)).toBe(
      'Error: no\n    at Page (site/pages/[slug].astro:7:9)\n    at async site/a.ts:1:2',
    );
  });
});
