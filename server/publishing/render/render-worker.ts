import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { isFileFault } from '../../../content-cache/cache-file.ts';
import { openContentReader } from '../../../content-cache/reader.ts';
import type { ContentReader } from '../../../content-cache/reader.ts';
import { enclosingRender, runInRenderContext } from '../../../content-cache/render-context.ts';
import type { RenderContext } from '../../../content-cache/render-context.ts';
import { readMedia } from '../../../content-cache/recorded-reads.ts';
import { findSitePlace, readableStack } from '../../../content-cache/template-frames.ts';
import { encodePath } from '../../../model/public-path.ts';
import type { PublicationChange } from '../../../model/publication.ts';
import { guardGlobals } from './guarded-globals.ts';
import { findLinks, NOWHERE } from './links.ts';
import { answerMedia, asPicture, PictureMissing } from './media-pages.ts';
import { joinRoute } from './protocol.ts';
import { digestAtOnce } from './quick-digest.ts';
import type {
  PageResult,
  RenderedPage,
  RenderError,
  RenderRequest,
  WorkerMessage,
  WorkerOrder,
  WorkerSetup,
} from './protocol.ts';

/** A thread of its own: a template that never ends or exhausts its memory takes nothing else down. */

assert(parentPort, 'render-worker.ts runs as a worker thread');
const port = parentPort;
const { build, cacheFile, model, variantsFolder } = workerData as WorkerSetup;
const places = { build, variantsFolder, readMedia };

/** What `template-build/entry.ts` exports. */
type Bundle = {
  load(): Promise<void>;
  render(request: Request): Promise<Response>;
  templateOf(request: Request): string | null;
  routesOf(request: Request): { pattern: string }[];
};
// Deep enough to reach the template through Astro's own layers.
Error.stackTraceLimit = 50;
guardGlobals({ isRendering: () => enclosingRender() !== undefined, buildFolder: build.folder });
digestAtOnce();
const bundle = (await import(pathToFileURL(build.entryFile).href)) as Bundle;
await bundle.load();
let publishedReader: ContentReader | undefined;
let overlayReader: ContentReader | undefined;

/** How long results are kept to be handed over together; those of a draft or a proof, which somebody waits for, are not kept. */
const HAND_OVER_MS = 4;

port.on('message', (order: WorkerOrder) => {
  // Nothing of SQLite, which is called without a break, is going on here.
  if (order === 'end') process.exit();
  void renderAll(order);
});
send({ kind: 'ready' });

function readerFor(overlay: readonly PublicationChange[]): ContentReader {
  if (overlay.length === 0) return (publishedReader ??= openContentReader({ file: cacheFile, model }));
  return (overlayReader ??= openContentReader({ file: cacheFile, model, overlays: true }));
}

async function renderAll({ basis, isOnlyShown, paths, progress, ...order }: RenderRequest): Promise<void> {
  const overlay = JSON.parse(order.overlay) as readonly PublicationChange[];
  let reader: ContentReader;
  try {
    reader = readerFor(overlay);
    reader.beginSnapshot(basis, overlay);
  } catch (error) {
    const reason = isFileFault(error) ? 'cache-unreadable' : 'no-snapshot';
    return send({ kind: 'refused', error: renderError(reason, { error, template: null }) });
  }
  const keepMs = overlay.length > 0 ? 0 : HAND_OVER_MS;
  let results: PageResult[] = [];
  let handedOverAt = performance.now();
  for (const [index, path] of paths.entries()) {
    Atomics.store(progress, 0, index);
    const result = await renderPage(path, { reader, basis, isOnlyShown });
    // Of a damaged file no page can be told anything.
    if (result.kind === 'failed' && result.error.reason === 'cache-unreadable')
      return send({ kind: 'refused', error: result.error });
    results.push(result);
    if (performance.now() - handedOverAt < keepMs) continue;
    sendPages(results);
    results = [];
    handedOverAt = performance.now();
  }
  // Where somebody waits for the last page, it is on its way already.
  sendPages(results);
  return reader.endSnapshot();
}

async function renderPage(
  path: string,
  { basis, isOnlyShown, reader }: { reader: ContentReader } & Pick<RenderRequest, 'basis' | 'isOnlyShown'>,
): Promise<PageResult> {
  const request = new Request(new URL(requestPath(path), build.siteUrl));
  const context: RenderContext = { reader, reads: [], clock: basis.clock, failure: undefined };
  try {
    const answer = await runInRenderContext(
      context,
      async () =>
        answerMedia(path, places) ?? asPicture(path, { answer: await askTemplates(request), places }),
    );
    if (answer.status >= 500) {
      const error = new Error(`The template answered with status ${answer.status}`);
      const template = templateOf(request);
      return { kind: 'failed', path, error: renderError('answered-5xx', { error, template }) };
    }
    const { bytes } = answer;
    const leads =
      bytes === null || isOnlyShown ? NOWHERE : findLinks({ path, siteUrl: build.siteUrl, ...answer, bytes });
    const hash = bytes === null ? answer.hash : createHash('sha256').update(bytes).digest('hex');
    const reads = isOnlyShown ? [] : distinct(context.reads);
    return { kind: 'rendered', path, ...answer, hash, ...leads, reads };
  } catch (error) {
    if (error instanceof PictureMissing) return { kind: 'failed', path, error: missing(error) };
    const reason = reasonOf(context.failure);
    return { kind: 'failed', path, error: renderError(reason, { error, template: templateOf(request) }) };
  }
}

function missing({ message, picture }: PictureMissing): RenderError {
  return { reason: 'picture-missing', message, template: null, stack: null, picture };
}

function reasonOf(failure: unknown): RenderError['reason'] {
  if (failure === undefined || isRefusal(failure)) return 'template-threw';
  return isFileFault(failure) ? 'cache-unreadable' : 'read-failed';
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && REFUSALS.has(error.code);
}

/** The template has asked for what there cannot be. */
function isImpossibleRead(error: Error): boolean {
  return 'code' in error && error.code === 'read-not-possible';
}

const REFUSALS = new Set<unknown>(['not-recorded', 'needs-visitor']);

/** All routes whose templates took part in the answer, the one that was asked first in front. */
function routeOf(request: Request): string | null {
  return joinRoute(bundle.routesOf(request).map(({ pattern }) => pattern));
}

/** A page often asks the same thing more than once, its layout and each of its components. */
function distinct(reads: RenderContext['reads']): RenderContext['reads'] {
  const byQuestion = new Map(reads.map((read) => [read.question, read]));
  return [...byQuestion.values()];
}

type Answer = Pick<RenderedPage, 'status' | 'contentType' | 'location' | 'route'> & { bytes: Uint8Array };

/** With the body read to its end: what is still to come could read content too. */
async function askTemplates(request: Request): Promise<Answer> {
  const response = await bundle.render(request);
  return {
    route: routeOf(request),
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
  if (!(error instanceof Error)) return { reason, message: String(error), template, stack: null };
  const { message, stack = '' } = error;
  // A refusal names its place by itself.
  const isPlaced = reason === 'template-threw' ? !isRefusal(error) : isImpossibleRead(error);
  const place = isPlaced ? findSitePlace(stack) : null;
  return { reason, message, template: place ?? template, stack: readableStack(stack) };
}

function sendPages(results: PageResult[]): void {
  if (results.length > 0) send({ kind: 'pages', results });
}

function send(message: WorkerMessage): void {
  const results = message.kind === 'pages' ? message.results : [];
  const buffers = results.flatMap((result) =>
    result.kind === 'rendered' && result.bytes !== null ? [result.bytes.buffer as ArrayBuffer] : [],
  );
  port.postMessage(message, buffers);
}
