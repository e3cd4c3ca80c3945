import { ApiError, type ApiIssue } from '../../../model/api/api-error.ts';
import type { Entry } from '../../../model/api/entry.ts';
import { api } from '../api/api.ts';
import { isGoing, lastWords } from '../api/last-words.ts';
import { endsSession, reportEnd } from '../api/session-end.ts';
import type { SaveOutcome } from './keep/draft-keeper.ts';
import type { Sending } from './keep/kept-draft.ts';

type Draft = {
  sending: Sending;
  /** What the server says of the entry now. */
  onAnswer: (entry: Entry) => void;
  /** Why the server does not take it, by place. */
  onIssues: (issues: readonly ApiIssue[]) => void;
};

/** Nobody waits longer for an answer, as from a network that swallows everything. What is sent again then goes under its old key. */
const ANSWER_WITHIN_MS = 20_000;

/** One request. What has become of it is told; nothing is thrown, and nothing is sent again. */
export async function sendDraft({ entryId, ...draft }: Draft & { entryId: string }): Promise<SaveOutcome> {
  const { content, key, versionId } = draft.sending;
  try {
    const { body, isReplayed } = await way().saveDraft({
      id: entryId,
      ifMatch: versionId,
      body: { content },
      idempotencyKey: key,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!isReplayed) draft.onAnswer(body);
    return savedAs(body, isReplayed);
  } catch (error) {
    const code = error instanceof ApiError ? error.code : '';
    if (code !== 'version-conflict' && code !== 'answer-lost') return whatFailed(error, draft);
    return await whatIsThere(entryId, {
      ...draft,
      kind: code === 'answer-lost' ? 'done-before' : 'elsewhere',
    });
  }
}

function way(): typeof api {
  return isGoing() ? lastWords : api;
}

type NewEntry = { collection: string; locale: string };

/** The same for what has no entry yet: it begins with this. */
export async function sendNew({ entry, ...draft }: Draft & { entry: NewEntry }): Promise<SaveOutcome> {
  const { content, key } = draft.sending;
  try {
    const { body, isReplayed } = await way().createEntry({
      body: { ...entry, content },
      idempotencyKey: key,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    draft.onAnswer(body);
    return savedAs(body, isReplayed);
  } catch (error) {
    return whatFailed(error, draft);
  }
}

function savedAs({ draft: { content, versionId } }: Entry, isReplayed: boolean): SaveOutcome {
  return { kind: 'saved', isReplayed, versionId, content };
}

function whatFailed(error: unknown, { onIssues }: Draft): SaveOutcome {
  if (!(error instanceof ApiError)) throw error;
  reportEnd(error.code);
  if (endsSession(error.code)) return { kind: 'failed', why: 'signed-out' };
  if (error.code === 'no-answer') return { kind: 'failed', why: 'offline' };
  if (error.status === null || error.status >= 500 || error.status === 429)
    return { kind: 'failed', why: 'server' };
  onIssues(error.issues);
  return { kind: 'refused', message: error.message };
}

type Looking = Draft & { kind: 'done-before' | 'elsewhere' };

async function whatIsThere(entryId: string, { kind, onAnswer }: Looking): Promise<SaveOutcome> {
  try {
    const { body } = await api.readEntry({ id: entryId, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    onAnswer(body);
    const { content, versionId } = body.draft;
    return { kind, versionId, content };
  } catch {
    return { kind: 'failed', why: 'server' };
  }
}
