import { useSyncExternalStore } from 'react';
import type { Media } from '../../../model/api/media.ts';
import { queryClient } from '../api/query-client.ts';
import { uploadFiles, type UploadOutcome } from './upload.ts';

/** A file on its way into the library, or that has arrived, or that was refused. It goes on while its sender looks at other screens. */
export type UploadTask = {
  id: number;
  file: File;
  state: 'waiting' | 'sending' | 'unreachable' | 'done' | 'refused';
  sentBytes: number;
  media: Media | null;
  /** Why it was refused. */
  message: string | null;
};

let tasks: readonly UploadTask[] = [];
let nextId = 1;
const aborts = new Map<number, AbortController>();
const listeners = new Set<() => void>();

function write(changed: readonly UploadTask[]): void {
  tasks = changed;
  for (const listener of listeners) listener();
}

function change(id: number, changed: Partial<UploadTask>): void {
  write(tasks.map((task) => (task.id === id ? { ...task, ...changed } : task)));
}

export function useUploads(): readonly UploadTask[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => tasks,
  );
}

/** Returns what has become of them, in their order, without those that were refused or given up. */
export async function startUploads(files: readonly File[]): Promise<Media[]> {
  const begun = files.map((file): UploadTask => {
    const id = nextId;
    nextId += 1;
    return { id, file, state: 'waiting', sentBytes: 0, media: null, message: null };
  });
  write([...tasks, ...begun]);
  const media = await Promise.all(begun.map(run));
  return media.filter((one) => one !== null);
}

async function run({ file, id }: UploadTask): Promise<Media | null> {
  const abort = new AbortController();
  aborts.set(id, abort);
  globalThis.addEventListener('beforeunload', askBeforeLeaving);
  const [outcome] = await uploadFiles([file], {
    signal: abort.signal,
    onProgress: ({ sentBytes, state }) => change(id, { sentBytes, state }),
  });
  aborts.delete(id);
  if (aborts.size === 0) globalThis.removeEventListener('beforeunload', askBeforeLeaving);
  return outcome === undefined ? null : settle(id, outcome);
}

function settle(id: number, outcome: UploadOutcome): Media | null {
  if (outcome.kind === 'cancelled') {
    write(tasks.filter((task) => task.id !== id));
    return null;
  }
  if (outcome.kind === 'refused') {
    change(id, { state: 'refused', message: outcome.message });
    return null;
  }
  change(id, { state: 'done', media: outcome.media, sentBytes: outcome.file.size });
  void queryClient.invalidateQueries({ queryKey: ['media', 'list'] });
  return outcome.media;
}

export function cancelUpload(id: number): void {
  // One that waits for its turn would be told only then.
  write(tasks.filter((task) => task.id !== id || task.state !== 'waiting'));
  aborts.get(id)?.abort();
}

/** What has come of it is not sent again. */
export async function retryUpload(id: number): Promise<void> {
  const task = tasks.find((one) => one.id === id);
  if (task === undefined) return;
  change(id, { state: 'waiting', message: null });
  await run(task);
}

/** Those that are over need not be looked at any more. */
export function clearUploads(ids: readonly number[]): void {
  write(tasks.filter(({ id, state }) => !(ids.includes(id) && (state === 'done' || state === 'refused'))));
}

export function clearDoneUploads(): void {
  write(tasks.filter(({ state }) => state !== 'done'));
}

/** The page is the only one that has the files. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
