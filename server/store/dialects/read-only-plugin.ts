import assert from 'node:assert/strict';
import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';

/** Makes both dialects refuse a change outside of `write` in the same way, where SQLite alone would. */
export class ReadOnlyPlugin implements KyselyPlugin {
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    assert(
      node.kind === 'SelectQueryNode' || node.kind === 'RawNode',
      `this handle of the database only reads: use database.write for a ${node.kind}`,
    );
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}
