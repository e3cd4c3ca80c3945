import type { ContentCache } from '../cache.ts';
import type { FullQuery } from '../query.ts';
import type { Question } from '../read-record.ts';
import { evaluateRead } from '../reads/evaluate-read.ts';
import type { AnchorLink, Graph, RenderedFacts } from './page-facts.ts';

/** For tests: pages without templates. */

export function beginGraph(cache: ContentCache, staticPaths: readonly string[]): Graph {
  return cache.write(() => {
    const graph = cache.pages.begin('live', { templateBuild: 'build', staticPaths });
    for (const path of staticPaths) cache.pages.refreshRoot(graph, path, cache.position().revision);
    return graph;
  });
}

type TestPage = {
  reads?: readonly Question[];
  links?: readonly string[];
  anchorLinks?: readonly AnchorLink[];
  anchors?: readonly string[] | null;
  isAbsent?: boolean;
  location?: string;
};

/** Renders what is dirty and described here; a path that is not is an absent page. Returns the paths in their order. */
export function renderDirty(
  cache: ContentCache,
  graph: Graph,
  pages: Readonly<Record<string, TestPage>>,
): string[] {
  const paths: string[] = [];
  cache.write(() => {
    for (let page = firstDirty(); page !== undefined; page = firstDirty()) {
      const described = pages[page.path] ?? {};
      const { anchorLinks = [], location = null, links = [], reads = [] } = described;
      const { anchors = location === null ? [] : null } = described;
      const { isAbsent = pages[page.path] === undefined } = described;
      const name = `${page.path}index.html`.slice(1);
      const file = { file: name, hash: 'hash', contentType: 'text/html', location };
      const rendered: RenderedFacts = {
        revision: cache.position().revision,
        status: isAbsent ? 404 : 200,
        route: '/[page]',
        file: isAbsent ? null : file,
        reads: reads.map((question) =>
          evaluateRead(question, { answers: cache.answers, clock: cache.clock() }),
        ),
        links,
        anchorLinks,
        anchors: isAbsent ? null : anchors,
      };
      cache.pages.storer(graph)(page, rendered);
      paths.push(page.path);
    }
    cache.pages.removeUnreachable(graph);
  });
  return paths;

  function firstDirty() {
    return cache.pages.nextDirty(graph.graphId, 1)[0];
  }
}

export function pathsOf(cache: ContentCache, graph: Graph): string[] {
  return Array.from(cache.pages.pages(graph.graphId), ({ path }) => path);
}

/** Posts by their date, the newest first. */
export function newest(query: Partial<FullQuery> = {}): Question {
  const sort = [
    { field: 'date', order: 'descending' as const },
    { field: 'id', order: 'ascending' as const },
  ];
  const whole = { collection: 'posts', locale: 'en', where: [], sort, limit: 2, offset: 0 };
  return { kind: 'query', query: { ...whole, ...query } };
}
