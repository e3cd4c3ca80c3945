import { parentPort, workerData } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import { clockValues } from '../../../content-cache/clock.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import type { ContentReader } from '../../../content-cache/reader.ts';
import { enclosingRender, runInRenderContext } from '../../../content-cache/render-context.ts';
import type { RenderContext } from '../../../content-cache/render-context.ts';
import type { ClockValues } from '../../../model/publication.ts';
import { guardGlobals } from './guarded-globals.ts';
import { findLinks } from './links.ts';
import { encodePath } from './normalize-path.ts';
import type {
  PageResult,
  RenderedPage,
  RenderError,
  RenderRequest,
  WorkerMessage,
  WorkerSetup,
} from './protocol.ts';

/** A thread of its own: a template that never ends or exhausts its memory takes nothing else down. */

assert(parentPort, 'render-worker.ts runs as a worker thread');
const port = parentPort;
const { build, cacheFile, model } = workerData as WorkerSetup;

/** What `template-build/entry.ts` exports. */
type Bundle = {
  load(): Promise<void>;
  render(request: Request): Promise<Response>;
  templateOf(request: Request): string | null;
};
guardGlobals({ isRendering: () => enclosingRender() !== undefined });
const bundle = (await import(pathToFileURL(build.entryFile).href)) as Bundle;
await bundle.load();
const publishedReader = openContentReader({ file: cacheFile, model });

port.on('message', (request: RenderRequest) => {
  void renderAll(request);
});
send({ kind: 'ready' });

async function renderAll(request: RenderRequest): Promise<void> {
  const { draft } = request;
  if (draft === null) return renderWith(publishedReader, request);
  const draftReader = openContentReader({ file: cacheFile, model, draft });
  await renderWith(draftReader, request);
  return draftReader.close();
}

async function renderWith(reader: ContentReader, { basis, paths }: RenderRequest): Promise<void> {
  try {
    reader.beginSnapshot(basis);
  } catch (error) {
    return send({ kind: 'refused', error: renderError('no-snapshot', { error, template: null }) });
  }
  const clock = basis.clock ?? clockValues(new Date());
  for (const path of paths) send({ kind: 'page', result: await renderPage(path, { reader, clock }) });
  reader.endSnapshot();
  return send({ kind: 'finished' });
}

async function renderPage(
  path: string,
  basis: { reader: ContentReader; clock: ClockValues },
): Promise<PageResult> {
  const request = new Request(new URL(requestPath(path), build.siteUrl));
  const context: RenderContext = { ...basis, reads: [], failure: undefined };
  try {
    const answer = await runInRenderContext(context, () => readAnswer(request));
    if (answer.status >= 500) {
      const error = new Error(`The template answered with status ${answer.status}`);
      return {
        kind: 'failed',
        path,
        error: renderError('answered-5xx', { error, template: templateOf(request) }),
      };
    }
    const links = findLinks({ path, siteUrl: build.siteUrl, ...answer });
    return { kind: 'rendered', path, ...answer, links, reads: context.reads };
  } catch (error) {
    const reason = isTemplatesFault(context.failure) ? 'template-threw' : 'read-failed';
    return { kind: 'failed', path, error: renderError(reason, { error, template: templateOf(request) }) };
  }
}

function isTemplatesFault(failure: unknown): boolean {
  if (failure === undefined) return true;
  return failure instanceof Error && 'code' in failure && REFUSALS.has(failure.code);
}

const REFUSALS = new Set<unknown>(['not-recorded', 'needs-visitor']);

type Answer = Pick<RenderedPage, 'status' | 'contentType' | 'location' | 'bytes'>;

/** With the body read to its end: what is still to come could read content too. */
async function readAnswer(request: Request): Promise<Answer> {
  const response = await bundle.render(request);
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    location: response.headers.get('location'),
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}

/** Astro redirects, or finds nothing, where the slash is not as its configuration says. */
function requestPath(path: string): string {
  const withoutSlash = build.trailingSlash === 'never' && path !== '/' && path.endsWith('/');
  return encodePath(withoutSlash ? path.slice(0, -1) : path);
}

function templateOf(request: Request): string | null {
  try {
    return bundle.templateOf(request);
  } catch {
    // It only completes the message of an error that is reported anyway.
    return null;
  }
}

function renderError(
  reason: RenderError['reason'],
  { error, template }: { error: unknown; template: string | null },
): RenderError {
  const message = error instanceof Error ? error.message : String(error);
  return { reason, message, template, stack: error instanceof Error ? (error.stack ?? null) : null };
}

function send(message: WorkerMessage): void {
  const bytes = message.kind === 'page' && message.result.kind === 'rendered' ? message.result.bytes : null;
  port.postMessage(message, bytes === null ? [] : [bytes.buffer as ArrayBuffer]);
}
