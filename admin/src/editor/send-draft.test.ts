import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sendDraft, sendNew } from './send-draft.ts';

beforeEach(() => {
  vi.stubGlobal('document', { visibilityState: 'visible' });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const draft = {
  sending: { key: 'key', content: { title: 'T' }, versionId: 'v1' },
  onAnswer: () => {},
  onIssues: () => {},
};

test.each([
  ['a draft', async () => await sendDraft({ entryId: 'e', ...draft })],
  ['a new entry', async () => await sendNew({ entry: { collection: 'posts', locale: 'en' }, ...draft })],
])('%s to which no answer comes counts as offline after a while', async (_, send) => {
  const giving = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(giving.signal);
  vi.stubGlobal('fetch', swallow);
  const outcome = send();
  giving.abort(new DOMException('', 'TimeoutError'));
  expect(await outcome).toEqual({ kind: 'failed', why: 'offline' });
  expect(timeout).toHaveBeenCalledWith(20_000);
});

/** As a network does that takes everything and brings nothing. */
async function swallow(_: string, { signal }: RequestInit): Promise<Response> {
  return await new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
