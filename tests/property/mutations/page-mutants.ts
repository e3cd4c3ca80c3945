import { LINK_STEPS, REDIRECT_STEPS, RENDERING_STEPS, TEMPLATE_STEPS, type Mutant } from './mutant.ts';

const PAGES = 'content-cache/pages/stored-pages.ts';
const STATEMENTS = 'content-cache/pages/statements.ts';
const EDGES = 'content-cache/pages/edges.ts';
const RESULTS = 'server/publishing/plan/store-results.ts';

/** Bugs in which pages there are, and what they depend on. */
export const PAGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'what a page reads when it is rendered again is not kept',
    file: EDGES,
    find: 'for (const readId of after) if (!before.has(readId)) sql.addRead.run(pageId, readId);',
    replace: 'for (const readId of after) if (before.size === 0) sql.addRead.run(pageId, readId);',
  },
  {
    name: 'a page that is rendered again leads where it did',
    file: PAGES,
    find: 'const leadsElsewhere = links !== before.links;',
    replace: 'const leadsElsewhere = page.isNew;',
    only: LINK_STEPS,
  },
  {
    name: 'a page that lost a link stays',
    file: PAGES,
    find: 'for (const lost of edges.putLinks(page, targets)) sql.addSuspect.run(lost);',
    replace: 'edges.putLinks(page, targets);',
  },
  {
    name: 'a cycle that nothing leads to stays',
    file: EDGES,
    find: 'if (sql.isRoot.get(current) !== undefined) return [];',
    replace: 'if (sql.isRoot.get(current) !== undefined || current !== pageId) return [];',
    only: LINK_STEPS,
  },
  {
    name: 'what only removed pages led to stays',
    file: PAGES,
    find: 'sql.addSuspect.run(target);',
    replace: 'void target;',
    only: ['change-links', 'set-redirect', 'remove-redirect'],
  },
  {
    name: 'the file of a removed page stays',
    file: PAGES,
    find: "if (file != null && graph.role === 'live') sql.addUnreleased.run(file, REMOVED_CAUSE);",
    replace: '',
    only: ['create-entry', 'withdraw-entries'],
  },
  {
    name: 'the file of a page that has become an absent one stays',
    file: PAGES,
    find: 'for (const name of [before?.file, file?.file])',
    replace: 'for (const name of [file?.file])',
  },
  {
    name: 'entries that nothing links to are not public',
    file: STATEMENTS,
    find: ' UNION ALL SELECT 1 FROM item WHERE path = @path',
    replace: '',
  },
  {
    name: 'redirects that nothing links to are not public',
    file: STATEMENTS,
    find: ' UNION ALL SELECT 1 FROM redirect WHERE path = @path',
    replace: '',
    only: REDIRECT_STEPS,
  },
  {
    name: 'the redirect of an absent page is not a read',
    file: RESULTS,
    find: "[...page.reads, evaluateRead({ kind: 'redirect', path }, sources)]",
    replace: '[...page.reads]',
    only: REDIRECT_STEPS,
  },
  {
    name: 'where a redirect leads is not a read',
    file: RESULTS,
    find: "    reads.push(evaluateRead({ kind: 'path', id: redirect.to.entryId }, sources));\n",
    replace: '',
    only: REDIRECT_STEPS,
  },
  {
    name: 'pages are taken over whatever their templates are now',
    file: 'server/publishing/plan/adopt-pages.ts',
    find: 'return patterns.every((pattern) => after.has(pattern) && after.get(pattern) === before.get(pattern));',
    replace: 'return true;',
    only: TEMPLATE_STEPS,
  },
  {
    name: 'a page that is taken over brings no reads along',
    file: PAGES,
    find: '      sql.copyReads.run(page.pageId, original);\n',
    replace: '',
    only: TEMPLATE_STEPS,
  },
  {
    name: 'a page that is taken over brings no links along',
    file: PAGES,
    find: 'edges.putLinks(page, linkTargets(graph, page, links));',
    replace: '',
    only: TEMPLATE_STEPS,
  },
  {
    name: 'publications reach the content cache while pages are being rendered',
    file: 'server/publishing/plan/candidate.ts',
    find: 'isInterrupted: options.isInterrupted,',
    replace:
      'isInterrupted: () => (void withCache(() => tools.follower.catchUp()).catch(() => undefined), false),',
  },
  {
    name: 'a graph that is being rendered is not told of other answers',
    file: STATEMENTS,
    find: 'WHERE page_id IN (SELECT page_id FROM page_read WHERE read_id = ?)`',
    replace:
      "WHERE page_id IN (SELECT page_id FROM page_read WHERE read_id = ?) AND graph_id IN (SELECT graph_id FROM graph WHERE role = 'live')`",
    only: RENDERING_STEPS,
  },
  {
    name: 'a graph that is being rendered is not told of entries that appear',
    file: 'content-cache/step.ts',
    find: 'for (const graph of pages.all()) pages.refreshRoot(graph, path, revision);',
    replace: 'for (const graph of pages.all().slice(0, 1)) pages.refreshRoot(graph, path, revision);',
    only: RENDERING_STEPS,
  },
  {
    name: 'addresses in sitemaps are not followed',
    file: 'server/publishing/render/links.ts',
    find: "'link', 'loc',",
    replace: "'link',",
  },
  {
    name: 'addresses on the site in full are not followed',
    file: 'model/public-path.ts',
    find: 'if (url === null || url.origin !== base.origin) return null;',
    replace: "if (url === null || url.origin !== base.origin || link.startsWith('https:')) return null;",
  },
  {
    name: 'the address of a redirect is not followed',
    file: 'server/publishing/render/links.ts',
    find: 'location === null ? [] : [location]',
    replace: '[]',
  },
  {
    name: 'what a template answers with 404 is a page',
    file: 'server/publishing/plan/page-file.ts',
    find: "if (status !== 200) return { kind: 'absent' };",
    replace: "if (status !== 200 && status !== 404) return { kind: 'absent' };",
  },
];
