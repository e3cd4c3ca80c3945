import { ApiError } from '../../../../model/api/api-error.ts';
import type { ApiClient } from '../../../../model/api/client.ts';
import type { EntryRecord, View } from './record.ts';

export const STEP_KINDS = [
  'save',
  'restore',
  'publish',
  'withdraw',
  'trash',
  'untrash',
  'name',
  'pause',
] as const;

export type Step = {
  kind: (typeof STEP_KINDS)[number];
  /** Which of the entries, counted around what there are; likewise which of the versions. */
  entry: number;
  version: number;
  /** Whether the editor reads the entry anew before, or goes on from what they saw last. */
  looks: boolean;
};

/** What may come of a step when others are at it too, besides that it is done. */
const EXPECTED_REFUSALS: ReadonlySet<string> = new Set([
  'version-conflict',
  'version-not-found',
  'entry-trashed',
  'not-in-trash',
  'not-published',
]);

/** After so many merges somebody else may have the last word. */
const MERGES_MAX = 3;

export type Editor = {
  userId: string;
  client: ApiClient;
  views: Map<EntryRecord, View>;
};

type Setting = { entries: readonly EntryRecord[]; pause: () => void; newMark: () => string };

/** Does one step after the other; what is refused because of others is left, but a save is merged and sent again. */
export async function work(editor: Editor, steps: readonly Step[], setting: Setting): Promise<void> {
  for (const step of steps) {
    const record = setting.entries[step.entry % setting.entries.length];
    if (record === undefined) throw new Error('There is no entry to work on.');
    try {
      await act(editor, step, { record, setting });
    } catch (error) {
      if (!(error instanceof ApiError) || !EXPECTED_REFUSALS.has(error.code)) throw error;
      editor.views.set(record, currentOf(error) ?? viewOf(editor, record));
    }
  }
}

type At = { record: EntryRecord; setting: Setting };

async function act(editor: Editor, step: Step, { record, setting }: At): Promise<void> {
  const { client, views } = editor;
  const { id } = record;
  if (step.looks) views.set(record, draftOf((await client.readEntry({ id })).body));
  const view = viewOf(editor, record);
  const seen = { id, ifMatch: view.versionId };
  switch (step.kind) {
    case 'save':
      return await save(editor, record, setting.newMark());
    case 'restore':
      return await restore(editor, record, step.version);
    case 'publish': {
      const { body } = await client.publishEntry(seen);
      record.approvals.push({ versionId: view.versionId, content: view.content });
      note(record, body.publication, view.versionId);
      views.set(record, draftOf(body.entry));
      return;
    }
    case 'withdraw':
      return note(record, (await client.withdrawEntry(seen)).body.publication, null);
    case 'trash':
      return note(record, (await client.trashEntry(seen)).body.publication, null);
    case 'untrash':
      return void (await client.restoreEntry(seen));
    case 'name':
      return void (await client.nameVersion({ id, versionId: view.versionId, body: { name: 'Kept' } }));
    case 'pause':
      return setting.pause();
    default:
      return step.kind satisfies never;
  }
}

/** On top of what the editor saw, and on a conflict on top of what they are shown. */
async function save(editor: Editor, record: EntryRecord, mark: string): Promise<void> {
  for (let merges = 0; ; merges++) {
    const view = viewOf(editor, record);
    const before = String(view.content['title']).split(' after ')[0];
    const content = { ...view.content, title: `${mark} after ${before}` };
    try {
      const { body } = await editor.client.saveDraft({
        id: record.id,
        ifMatch: view.versionId,
        body: { content },
      });
      const made = draftOf(body);
      record.moves.push({
        kind: 'save',
        by: editor.userId,
        from: view.versionId,
        to: made.versionId,
        number: made.number,
        content,
      });
      editor.views.set(record, made);
      return;
    } catch (error) {
      const current = currentOf(error);
      if (current === null || merges === MERGES_MAX) throw error;
      editor.views.set(record, current);
    }
  }
}

async function restore(editor: Editor, record: EntryRecord, choice: number): Promise<void> {
  const { client, userId, views } = editor;
  const { id } = record;
  const { versions } = (await client.listVersions({ id })).body;
  const chosen = versions[choice % versions.length];
  if (chosen === undefined) return;
  const { content } = (await client.readVersion({ id, versionId: chosen.id })).body;
  const from = viewOf(editor, record).versionId;
  const made = draftOf((await client.restoreVersion({ id, versionId: chosen.id, ifMatch: from })).body);
  views.set(record, made);
  // What was there already makes no version.
  if (made.versionId === from) return;
  record.moves.push({ kind: 'restore', by: userId, from, to: made.versionId, number: made.number, content });
}

function note(
  record: EntryRecord,
  publication: { seq: number } | null,
  publicVersionId: string | null,
): void {
  if (publication !== null) record.outcomes.push({ seq: publication.seq, publicVersionId });
}

function viewOf({ views }: Editor, record: EntryRecord): View {
  return views.get(record) ?? record.initial;
}

type Draft = { versionId: string; number: number; content: Record<string, unknown> };

export function draftOf({ draft: { content, number, versionId } }: { draft: Draft }): View {
  return { versionId, number, content };
}

/** The server's copy that comes with a conflict. */
function currentOf(error: unknown): View | null {
  if (!(error instanceof ApiError) || error.code !== 'version-conflict') return null;
  return draftOf(error.problem?.['current'] as { draft: Draft });
}
