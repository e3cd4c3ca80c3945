import { isAssetName } from '../../../model/asset-name.ts';
import type { TargetConfig } from '../../config.ts';
import type { Database } from '../../store/database.ts';
import { readNewestFileChanges } from '../../store/newest-file-changes.ts';
import { readRecordedFiles } from '../../store/recorded-files.ts';
import { publicPathOf } from '../release/public-files.ts';
import { openLiveFiles } from '../target/live-files.ts';
import { findBucketDrift } from '../target/s3/find-bucket-drift.ts';
import { compareTree } from './compare-tree.ts';
import { hashTree } from './hash-tree.ts';
import type { FileProblem } from './report.ts';

/**
 * Where the public files are not what releases have left, whoever publishes meanwhile: nothing is rendered, locked or changed. Of a folder, every byte is
 * read and compared with the record of releases; of a bucket, its list with what it says itself.
 */
export async function findDrift(target: TargetConfig, database: Database): Promise<FileProblem[]> {
  if (target.kind === 's3')
    return (await findBucketDrift(target.place)).drift.map(({ file, kind }) => ({
      file,
      path: publicPathOf(file),
      kind,
      detail: DETAILS[kind],
    }));
  const recorded = await readRecordedFiles(database.db, { target: target.kind });
  const expected = new Map([...recorded].map(([file, now]) => [file, { ...now, path: publicPathOf(file) }]));
  const live = await openLiveFiles(target);
  if (live === null)
    return [...expected].map(([file, { path }]) => ({
      file,
      path,
      kind: 'missing',
      detail: DETAILS.missing,
    }));
  const tree = await hashTree(live.folder);
  const left = [...tree.files.keys()].filter((file) => !expected.has(file) && isAssetName(file));
  const changes = await readNewestFileChanges(database.db, { files: left, target: target.kind });
  return compareTree({
    expected,
    tree,
    areCompressed: target.compress !== false,
    isInGrace: (file, hash) => {
      const change = changes.get(file);
      return change?.after === null && change.before === hash;
    },
  });
}

const DETAILS = {
  missing: 'It should be there and is not.',
  'other-bytes': 'It holds other bytes than its release has put there.',
  unexpected: 'Nothing of the site has this name.',
} as const;
