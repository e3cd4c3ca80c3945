import { ApiError } from '../../../model/api/api-error.ts';
import type { Entry } from '../../../model/api/entry.ts';
import { api } from '../api/api.ts';
import { endsSession, reportEnd } from '../api/session-end.ts';
import type { SaveOutcome } from './keep/draft-keeper.ts';
import type { Content } from './keep/kept-draft.ts';

type Sending = {
  entryId: string;
  content: Content;
  versionId: string;
  /** What the server says of the entry now. */
  onAnswer: (entry: Entry) => void;
};

/** One request. What has become of it is told; nothing is thrown, and nothing is sent again. */
export async function sendDraft({ content, entryId, onAnswer, versionId }: Sending): Promise<SaveOutcome> {
  try {
    const { body } = await api.saveDraft({ id: entryId, ifMatch: versionId, body: { content } });
    onAnswer(body);
    return { kind: 'saved', versionId: body.draft.versionId, content: body.draft.content };
  } catch (error) {
    return await whatFailed(error, { entryId, onAnswer });
  }
}

async function whatFailed(
  error: unknown,
  { entryId, onAnswer }: Pick<Sending, 'entryId' | 'onAnswer'>,
): Promise<SaveOutcome> {
  if (!(error instanceof ApiError)) throw error;
  reportEnd(error.code);
  if (endsSession(error.code)) return { kind: 'failed', why: 'signed-out' };
  if (error.code === 'no-answer') return { kind: 'failed', why: 'offline' };
  if (error.status === null || error.status >= 500 || error.status === 429)
    return { kind: 'failed', why: 'server' };
  if (error.code !== 'version-conflict') return { kind: 'refused', message: error.message };
  try {
    const { body } = await api.readEntry({ id: entryId });
    onAnswer(body);
    return { kind: 'elsewhere', versionId: body.draft.versionId, content: body.draft.content };
  } catch {
    return { kind: 'failed', why: 'server' };
  }
}
