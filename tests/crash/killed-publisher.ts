import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../server/accounts/actor.ts';
import { createEntry } from '../../server/authoring/create-entry.ts';
import { publishEntries } from '../../server/authoring/publish-entries.ts';
import { requestResume } from '../../server/authoring/request-resume.ts';
import { requestRollback } from '../../server/authoring/request-rollback.ts';
import { takedownEntry } from '../../server/authoring/takedown-entry.ts';
import { awaitPublisherJob } from '../../server/publishing/request-publisher-job.ts';
import { verifySite } from '../../server/publishing/verify/verify-site.ts';
import { openDatabase } from '../../server/store/database.ts';
import type { Database } from '../../server/store/database.ts';
import { readPublishedMedia } from '../../server/store/published-media.ts';
import { listReleaseFiles, listReleases } from '../../server/store/releases.ts';
import { readTakedownOf } from '../../server/store/takedowns.ts';
import { readPin } from '../../server/store/target-pins.ts';
import { findTraces } from '../contract/target/find-traces.ts';
import { createCompressedFormCheck, readLiveTree } from '../property/harness/live-tree.ts';
import type { Acknowledged } from './acknowledged-actions.ts';
import { openPlace } from './publisher-place.ts';
import type { OpenPlace, Place } from './publisher-place.ts';

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };
const TARGET = 'disk';

/** Hashes by the names of files. */
type Hashes = Readonly<Record<string, string>>;
type RecordedTree = { number: number; isFinished: boolean; tree: Hashes };

/** What is on the disk before anybody looks after it. */
export async function expectOneWholeRelease({ dataDir }: Place, { live }: Acknowledged): Promise<void> {
  const database = await openDatabase({ dataDir });
  try {
    const trees = await readRecordedTrees(database);
    // The newest one on record may have been written down and no more.
    const [newest, before] = trees.toReversed();
    const possible = [newest, newest?.isFinished === true ? undefined : before].filter(
      (recorded) => recorded !== undefined && recorded.number >= live,
    );
    expect(possible.map((recorded) => recorded?.tree)).toContainEqual(readHashes(dataDir));
  } finally {
    await database.close();
  }
}

export type Aftermath = {
  acknowledged: Acknowledged;
  mediaId: string;
  /** What an entry alone says. */
  secretOf: (entryId: string) => string;
};

/** Starts the publisher once more, and looks whether nothing that was acknowledged is lost and nothing else is there. */
export async function expectAllKept(place: Place, aftermath: Aftermath): Promise<void> {
  const { acknowledged, mediaId, secretOf } = aftermath;
  const { dataDir } = place;
  const opened = await openPlace(place);
  const gone = [...acknowledged.takenDown];
  try {
    const { authoring, database, options, publisher } = opened;
    publisher.start();
    await publisher.settled();
    await expectHeldAsSaid(opened, { ...aftermath, dataDir });
    for (const entryId of acknowledged.maybeTakenDown) {
      // Whoever was not answered asks again, where there is something left to ask for.
      if ((await readTakedownOf(database.db, { entryId })) === null) continue;
      await takedownEntry(authoring, { ...CALL, entryId, reason: 'The law wants it.' });
      gone.push(entryId);
    }
    await vi.waitFor(async () => expect(await countTakedownJobs(database)).toBe(0), { timeout: 60_000 });
    await publisher.settled();

    expect(publisher.status()).toMatchObject({ problem: null, withheld: [], templateProblem: null });
    await expectRecorded(opened, dataDir);
    expectFiles(dataDir, acknowledged.files);
    const media = await readPublishedMedia(database.db, { ids: [mediaId] });
    expect(acknowledged.alt).toContain(media.get(mediaId)?.alt ?? '');
    const { config, log, model, projectRoot = '' } = options;
    const report = await verifySite({ config, database, log, model, projectRoot, waitMs: 10_000 });
    expect(report).toMatchObject({ differences: [], basis: { clockFrom: 'content-cache' } });
    await expectPublishingGoesOn(opened, dataDir);
  } finally {
    await opened.close();
  }
  expect(findTraces(dataDir, gone.map(secretOf))).toEqual([]);
}

/** And lets it go on. */
async function expectHeldAsSaid(
  opened: OpenPlace,
  { acknowledged, dataDir, secretOf }: Aftermath & { dataDir: string },
): Promise<void> {
  const { authoring, database, publisher } = opened;
  const pin = await readPin(database.db, { target: TARGET });
  expect(acknowledged.heldAt).toContain(pin?.releaseNumber ?? null);
  if (pin === null) return;
  // It may be held where it was: then asking again brings it back.
  if (acknowledged.heldAt[0] !== pin.releaseNumber)
    await answered(opened, requestRollback(authoring, { ...CALL, number: pin.releaseNumber }));
  const live = readHashes(dataDir);
  const at = (await readRecordedTrees(database)).find(({ number }) => number === pin.releaseNumber);
  expect(at?.tree).toMatchObject(live);
  for (const [file, texts] of acknowledged.files)
    if (texts.every((text) => text === null)) expect(live).not.toHaveProperty([file]);
  const secrets = acknowledged.takenDown.map(secretOf);
  const trees = ['tree-a', 'tree-b'].map((tree) => join(dataDir, 'public', tree));
  expect(trees.flatMap((tree) => findTraces(tree, secrets))).toEqual([]);
  // Of what was taken down, every page that may show it goes until the site is let go.
  if (acknowledged.takenDown.length + acknowledged.maybeTakenDown.length === 0) {
    const gone = Object.keys(at?.tree ?? {}).filter((file) => !(file in live));
    expect(gone.filter((file) => acknowledged.files.get(file)?.includes(null) !== true)).toEqual([]);
  }
  await answered(opened, requestResume(authoring, CALL));
  await publisher.settled();
}

async function answered({ database, publisher }: OpenPlace, request: Promise<string>): Promise<void> {
  const id = await request;
  publisher.notify();
  await awaitPublisherJob(database, { id });
}

/** All releases on record have happened, and the last one is what is live. */
async function expectRecorded({ database, publisher }: OpenPlace, dataDir: string): Promise<void> {
  const trees = await readRecordedTrees(database);
  expect(trees.filter(({ isFinished }) => !isFinished)).toEqual([]);
  expect(trees.at(-1)).toMatchObject({ number: publisher.status().live?.releaseNumber });
  expect(trees.at(-1)?.tree).toEqual(readHashes(dataDir));
}

function expectFiles(dataDir: string, files: Acknowledged['files']): void {
  const tree = readLiveTree(liveOf(dataDir));
  const wrong = [...files].filter(([file, texts]) => {
    const bytes = tree.get(file);
    const isAs = (text: string | null): boolean =>
      text === null ? bytes === undefined : bytes !== undefined && Buffer.from(bytes).includes(text);
    return !texts.some(isAs);
  });
  expect(wrong).toEqual([]);
}

async function expectPublishingGoesOn({ authoring, publisher }: OpenPlace, dataDir: string): Promise<void> {
  const content = { title: 'Afterwards', slug: 'afterwards', text: 'it goes on' };
  const { draft, id } = await createEntry(authoring, { ...CALL, collection: 'posts', locale: 'en', content });
  const entries = [{ entryId: id, expectedVersionId: draft.versionId }];
  const { publication } = await publishEntries(authoring, { ...CALL, entries });
  await publisher.publishedUpTo(publication?.seq ?? 0);
  expectFiles(dataDir, new Map([['blog/afterwards/index.html', ['it goes on']]]));
}

/** What each release left, as it is on record: those that were never finished too. The oldest first. */
async function readRecordedTrees({ db }: Database): Promise<RecordedTree[]> {
  const releases = await listReleases(db, { target: TARGET, limit: 1_000 });
  const tree: Record<string, string> = {};
  const trees: RecordedTree[] = [];
  for (const { finishedAt, number } of releases.toReversed()) {
    for (const { after, file } of await listReleaseFiles(db, { number })) {
      if (after === null) delete tree[file];
      else tree[file] = after.hash;
    }
    trees.push({ number, isFinished: finishedAt !== null, tree: { ...tree } });
  }
  return trees;
}

/** Of what visitors get, but for the compressed forms, which are compared with what they are forms of. */
function readHashes(dataDir: string): Hashes {
  const formOf = createCompressedFormCheck();
  const tree = readLiveTree(liveOf(dataDir));
  const forms = Map.groupBy(tree.keys(), (file) => formOf(tree, file));
  expect(forms.get('wrong') ?? []).toEqual([]);
  return Object.fromEntries(
    (forms.get('other') ?? []).map((file) => [file, sha256(tree.get(file) ?? new Uint8Array())]),
  );
}

function liveOf(dataDir: string): string {
  return join(dataDir, 'public/live');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function countTakedownJobs({ db }: Database): Promise<number> {
  const jobs = await db
    .selectFrom('job')
    .select('id')
    .where('kind', '=', 'takedown')
    .where('state', 'in', ['waiting', 'running'])
    .execute();
  return jobs.length;
}
