import { readFile } from 'node:fs/promises';
import { Session } from 'node:inspector';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';

/** Code that cannot be paused, such as one endless regular expression, is not waited for. */
const PATIENCE_MS = 3_000;
const FRAMES_MAX = 10;

/**
 * Where a thread is that does not answer any more, as the stack of an error would say it; null where that cannot be seen. The thread's debugger is
 * asked: a profile of the processor does not know the functions that were already running when it began.
 */
export async function readStuckStack(worker: Worker): Promise<string | null> {
  const session = new Session();
  const given = new AbortController();
  try {
    session.connect();
    return await Promise.race([
      askDebugger(session, worker),
      delay(PATIENCE_MS, null, { signal: given.signal, ref: false }),
    ]);
  } catch {
    // It only completes the message of an error that is reported anyway.
    return null;
  } finally {
    given.abort();
    session.disconnect();
  }
}

type CallFrame = {
  functionName: string;
  location: { scriptId: string; lineNumber: number; columnNumber?: number };
};

/** What the debugger of a thread says, of which the answers to commands have no method. */
type DebuggerMessage =
  | { method: 'Debugger.scriptParsed'; params: { scriptId: string; url: string } }
  | { method: 'Debugger.paused'; params: { callFrames: CallFrame[] } }
  | { method?: undefined; id: number };

const COMMANDS = { 'Debugger.enable': 1, 'Debugger.pause': 2, 'Debugger.disable': 3 };

async function askDebugger(session: Session, { threadId }: Worker): Promise<string | null> {
  const scripts = new Map<string, string>();
  let frames: readonly CallFrame[] = [];
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // The id there counts the session's workers; the title has the thread's own.
    if (!workerInfo.title.startsWith(`[worker ${threadId}]`)) return;
    const send = (method: keyof typeof COMMANDS): void =>
      session.post('NodeWorker.sendMessageToWorker', {
        sessionId,
        message: JSON.stringify({ id: COMMANDS[method], method }),
      });
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      if (params.sessionId !== sessionId) return;
      const message = JSON.parse(params.message) as DebuggerMessage;
      if (message.method === 'Debugger.scriptParsed')
        scripts.set(message.params.scriptId, message.params.url);
      else if (message.method === 'Debugger.paused') {
        frames = message.params.callFrames;
        // A thread that stays paused cannot be ended.
        send('Debugger.disable');
      } else if (message.method === undefined && message.id === COMMANDS['Debugger.disable']) leave();
    });
    send('Debugger.enable');
    send('Debugger.pause');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  await left;
  return await stackOf(frames, scripts);
}

/** Without the frames of Node itself. */
async function stackOf(
  frames: readonly CallFrame[],
  scripts: ReadonlyMap<string, string>,
): Promise<string | null> {
  const lines: string[] = [];
  for (const { functionName, location } of frames) {
    const url = scripts.get(location.scriptId) ?? '';
    if (!url.startsWith('file:') || lines.length === FRAMES_MAX) continue;
    const place = await originalPlace(url, { line: location.lineNumber, column: location.columnNumber ?? 0 });
    lines.push(`    at ${functionName || '(anonymous)'} (${place})`);
  }
  return lines.length === 0 ? null : lines.join('\n');
}

/** Lines and columns are counted from 0 here, and from 1 in a stack. */
async function originalPlace(
  url: string,
  { column, line }: { line: number; column: number },
): Promise<string> {
  try {
    const payload = JSON.parse(await readFile(`${fileURLToPath(url)}.map`, 'utf8')) as SourceMapPayload;
    const entry = new SourceMap(payload).findEntry(line, column);
    if ('originalSource' in entry)
      return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  } catch {
    // The chunk's own place is better than none.
  }
  return `${url}:${line + 1}:${column + 1}`;
}
