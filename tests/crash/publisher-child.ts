/**
 * `publisher-child.ts WORK`, where WORK is JSON. Publishes the site and edits it, as one process does that plays all roles, and ends. Of each action
 * it prints a line before, and another one once it was acknowledged.
 */
import { renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SYSTEM_ACTOR } from '../../server/accounts/actor.ts';
import { createEntry } from '../../server/authoring/create-entry.ts';
import { publishEntries } from '../../server/authoring/publish-entries.ts';
import { publishMediaFacts } from '../../server/authoring/publish-media-facts.ts';
import { readEntry } from '../../server/authoring/read-entry.ts';
import { requestResume } from '../../server/authoring/request-resume.ts';
import { requestRollback } from '../../server/authoring/request-rollback.ts';
import { revertPublication } from '../../server/authoring/revert-publication.ts';
import { saveDraft } from '../../server/authoring/save-draft.ts';
import { takedownEntry } from '../../server/authoring/takedown-entry.ts';
import { withdrawEntries } from '../../server/authoring/withdraw-entries.ts';
import { awaitPublisherJob } from '../../server/publishing/request-publisher-job.ts';
import { readLogHead } from '../../server/store/publications.ts';
import { openPlace } from './publisher-place.ts';
import type { Place } from './publisher-place.ts';

export type Work = {
  place: Place;
  /** Otherwise it only does what an earlier process has left. */
  isEditing: boolean;
  /** The posts that are there, by slug. */
  posts: Readonly<Record<string, string>>;
  mediaId: string;
  /** A file of the project's that is to take the place of another one. */
  template: { from: string; to: string; mark: string };
};

/** What is so once an action has happened. */
export type Claim = {
  /** What these live files hold; null for one that is not there. */
  files?: Readonly<Record<string, string | null>>;
  /** The release that the site is held at; null for none. */
  heldAt?: number | null;
  /** What was taken down, by the id of the entry. */
  takenDown?: string;
  /** What is said of the picture. */
  alt?: string;
  /** The release that visitors have seen. */
  live?: number;
};

export type Line = { step: 'begin' | 'done'; action: number; claim: Claim };

const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

const work = JSON.parse(process.argv[2] ?? '') as Work;
const place = await openPlace(work.place, {
  // Nobody waits for it here, and it is to be killed too.
  idlePace: { quietMs: 0, prepareMs: 20, garbageMs: 300, sampleMs: 3_600_000 },
});
const { authoring, database, publisher } = place;
const ids = new Map(Object.entries(work.posts));
let actions = 0;

publisher.start();
if (work.isEditing) await editEverything();
await publisher.settled();
await place.close();

async function editEverything(): Promise<void> {
  await Promise.all([
    edit('alpha', { text: 'body 1' }),
    edit('beta', { title: 'Beta 1' }),
    edit('gamma', { slug: 'gamma-moved' }),
    withdraw('delta'),
  ]);
  const earlier = await seeLive();
  await Promise.all([create('zeta'), edit('alpha', { title: 'Alpha 2', text: 'body 2' })]);
  await seeLive();
  await hold(earlier);
  await Promise.all([edit('beta', { text: 'body 3' }), withdraw('epsilon')]);
  await takeDown('worse');
  await resume();
  await seeLive();
  const reverted = await edit('alpha', { text: 'body 4' });
  await act({ files: { [fileOf('alpha')]: 'body 2' } }, () =>
    revertPublication(authoring, { ...CALL, seq: reverted }),
  );
  await Promise.all([changeTemplates(), edit('beta', { text: 'body 5' })]);
  await seeLive();
  await Promise.all([takeDown('bad'), edit('zeta', { title: 'Zeta 6' }), publishMedia()]);
  await seeLive();
}

async function act<T>(claim: Claim, run: () => Promise<T>): Promise<T> {
  const action = ++actions;
  tell({ step: 'begin', action, claim });
  const result = await run();
  tell({ step: 'done', action, claim });
  return result;
}

function tell(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function create(slug: string): Promise<void> {
  const content = { title: slug, slug, text: `text of ${slug}`, tag: 'new' };
  const { id, draft } = await createEntry(authoring, { ...CALL, collection: 'posts', locale: 'en', content });
  ids.set(slug, id);
  await act({ files: { [fileOf(slug)]: content.text } }, () => publish(id, draft.versionId));
}

type Change = { title?: string; slug?: string; text?: string };

async function edit(slug: string, change: Change): Promise<number> {
  const entryId = idOf(slug);
  const { draft } = await readEntry(authoring, { ...CALL, entryId });
  const content = { ...draft.content, ...change };
  const saved = await saveDraft(authoring, { ...CALL, entryId, expectedVersionId: draft.versionId, content });
  const shown = change.text ?? change.title ?? '<h1';
  const now = change.slug ?? slug;
  // Where it moves, the old address leads on; else the second one stands.
  const files = { [fileOf(slug)]: `url=/blog/${now}/`, [fileOf(now)]: shown };
  return await act({ files }, () => publish(entryId, saved.draft.versionId));
}

async function publish(entryId: string, expectedVersionId: string): Promise<number> {
  const { publication } = await publishEntries(authoring, {
    ...CALL,
    entries: [{ entryId, expectedVersionId }],
  });
  if (publication === null) throw new Error('It was public already');
  return publication.seq;
}

async function withdraw(slug: string): Promise<void> {
  await act({ files: { [fileOf(slug)]: null } }, () =>
    withdrawEntries(authoring, { ...CALL, entryIds: [idOf(slug)] }),
  );
}

async function takeDown(slug: string): Promise<void> {
  const entryId = idOf(slug);
  await act({ files: { [fileOf(slug)]: null }, takenDown: entryId }, () =>
    takedownEntry(authoring, { ...CALL, entryId, reason: 'The law wants it.' }),
  );
}

async function hold(number: number): Promise<void> {
  await act({ heldAt: number }, async () => {
    await jobDone(await requestRollback(authoring, { ...CALL, number }));
  });
}

async function resume(): Promise<void> {
  await act({ heldAt: null }, async () => {
    await jobDone(await requestResume(authoring, CALL));
  });
}

async function jobDone(id: string): Promise<void> {
  publisher.notify();
  await awaitPublisherJob(database, { id });
}

async function changeTemplates(): Promise<void> {
  const { from, mark, to } = work.template;
  await act({ files: { 'index.html': mark } }, async () => {
    renameSync(join(work.place.projectRoot, from), join(work.place.projectRoot, to));
    await publisher.rebuild({ reason: 'template' });
  });
}

async function publishMedia(): Promise<void> {
  const alt = 'A picture';
  const facts = [{ mediaId: work.mediaId, alt }];
  await act({ alt }, () => publishMediaFacts(authoring, { ...CALL, facts }));
}

async function seeLive(): Promise<number> {
  await publisher.publishedUpTo((await readLogHead(database.db)).seq);
  const live = publisher.status().live?.releaseNumber ?? 0;
  await act({ live }, async () => undefined);
  return live;
}

function fileOf(slug: string): string {
  return `blog/${slug}/index.html`;
}

function idOf(slug: string): string {
  const id = ids.get(slug);
  if (id === undefined) throw new Error(`There is no post ${slug}`);
  return id;
}
