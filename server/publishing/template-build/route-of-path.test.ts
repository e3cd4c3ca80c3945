import { describe, expect, it } from 'vitest';
import { routeOfPath } from './route-of-path.ts';
import type { TemplateRoute } from './template-build.ts';

function route(pattern: string, matches: string): TemplateRoute {
  return { kind: 'page', pattern, matches, path: null, component: '', fingerprint: '' };
}

describe('the route of a path', () => {
  const routes = [route('/blog/new', '^\\/blog\\/new$'), route('/blog/[slug]', '^\\/blog\\/([^/]+?)$')];

  it('is the first that matches below the base', () => {
    const build = { base: '/docs/', trailingSlash: 'never', routes } as const;
    expect(routeOfPath(build, '/docs/blog/new/')?.pattern).toBe('/blog/new');
    expect(routeOfPath(build, '/docs/blog/old/')?.pattern).toBe('/blog/[slug]');
    expect(routeOfPath(build, '/blog/old/')).toBeNull();
    expect(routeOfPath(build, '/docs/')).toBeNull();
  });

  it('is asked for with the slash that the configuration wants', () => {
    const always = { base: '/', trailingSlash: 'always', routes: [route('/a', '^\\/a\\/$')] } as const;
    expect(routeOfPath(always, '/a/')?.pattern).toBe('/a');
  });
});
