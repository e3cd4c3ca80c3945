import type Database from 'better-sqlite3';
import type { Edges } from './edges.ts';
import type { Graph, GraphRole } from './page-facts.ts';
import { graphStatements } from './statements.ts';

/** Which graphs of pages there are. */
export type GraphRoles = {
  find(role: GraphRole): Graph | null;
  all(): Graph[];
  /** In place of the graph in this role. Its roots are to be added. */
  begin(role: GraphRole, build: { templateBuild: string; staticPaths: readonly string[] }): Graph;
  drop(graphId: number): void;
  /** The candidate takes the place of the live graph. */
  promote(): void;
  setRelease(graphId: number, releaseId: string): void;
};

export function createGraphRoles(connection: Database.Database, edges: Edges): GraphRoles {
  const sql = graphStatements(connection);

  function find(role: GraphRole): Graph | null {
    return (sql.findGraph.get(role) as Graph | undefined) ?? null;
  }

  function drop(graphId: number): void {
    edges.dropGraph(graphId);
    for (const statement of sql.dropFrom) statement.run(graphId);
    edges.dropUnusedReads();
  }

  function dropRole(role: GraphRole): void {
    const before = find(role);
    if (before !== null) drop(before.graphId);
  }

  return {
    find,
    all: () => sql.allGraphs.all() as Graph[],
    begin: (role, { templateBuild, staticPaths }) => {
      dropRole(role);
      const graphId = Number(sql.insertGraph.run(role, templateBuild).lastInsertRowid);
      for (const path of staticPaths) sql.addStaticRoot.run(graphId, path);
      return { graphId, role, templateBuild, releaseId: null };
    },
    drop,
    promote: () => {
      dropRole('live');
      sql.promote.run();
    },
    setRelease: (graphId, releaseId) => void sql.setRelease.run(releaseId, graphId),
  };
}
