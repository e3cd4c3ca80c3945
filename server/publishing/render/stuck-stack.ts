import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

/** A loop is sampled some twenty times meanwhile. */
const PROFILE_MS = 20;
/** Code that cannot even be interrupted, such as one endless regular expression, is not waited for. */
const PATIENCE_MS = 1_000;
const FRAMES_MAX = 10;

/** Where a thread is that does not answer any more, as a stack for people; null where that cannot be seen. */
export async function readStuckStack(worker: Worker): Promise<string | null> {
  const given = new AbortController();
  try {
    const profile = await Promise.race([
      profileOf(worker),
      delay(PATIENCE_MS, null, { signal: given.signal, ref: false }),
    ]);
    return profile === null ? null : stackOf(profile);
  } catch {
    // It only completes the message of an error that is reported anyway.
    return null;
  } finally {
    given.abort();
  }
}

type Profile = { nodes: readonly ProfileNode[] };
type ProfileNode = {
  id: number;
  hitCount?: number;
  children?: readonly number[];
  callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
};

async function profileOf(worker: Worker): Promise<Profile> {
  const handle = await worker.startCpuProfile();
  await delay(PROFILE_MS);
  return JSON.parse(await handle.stop()) as Profile;
}

/** Of the function in which most of the time went by, and its callers. */
function stackOf({ nodes }: Profile): string | null {
  const parents = new Map(
    nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  const [deepest] = nodes.toSorted((a, b) => (b.hitCount ?? 0) - (a.hitCount ?? 0));
  const lines: string[] = [];
  for (let node = deepest; node !== undefined && lines.length < FRAMES_MAX; node = parents.get(node.id)) {
    const { columnNumber, functionName, lineNumber, url } = node.callFrame;
    if (url === '') continue;
    lines.push(`    at ${functionName || '(anonymous)'} (${url}:${lineNumber + 1}:${columnNumber + 1})`);
  }
  return lines.length === 0 ? null : lines.join('\n');
}
