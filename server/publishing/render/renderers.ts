import type { TemplateBuild } from '../template-build/template-build.ts';
import { createRenderer } from './renderer.ts';
import type { Renderer, RendererOptions } from './renderer.ts';

/** The renderers of one template build at a time. Drafts have a worker of their own: nobody waits for a release to see a preview. */
export type Renderers = {
  forReleases(build: TemplateBuild): Renderer;
  forDrafts(build: TemplateBuild): Renderer;
  /** Idempotent. What is being rendered ends as failed. */
  close(): Promise<void>;
};

/** While a draft is laid over the content cache, no publication can be written to it. */
const DRAFT_TIMEOUT_MS = 5_000;

export function createRenderers(options: Omit<RendererOptions, 'build'>): Renderers {
  const releases = createSlot(options);
  const drafts = createSlot({ pageTimeoutMs: DRAFT_TIMEOUT_MS, ...options });
  return {
    forReleases: releases.rendererOf,
    forDrafts: drafts.rendererOf,
    close: async () => {
      await Promise.all([releases.close(), drafts.close()]);
    },
  };
}

type Slot = { rendererOf: (build: TemplateBuild) => Renderer; close(): Promise<void> };

function createSlot(options: Omit<RendererOptions, 'build'>): Slot {
  let buildId = '';
  let renderer: Renderer | null = null;
  let closing: Promise<void> = Promise.resolve();
  let isClosed = false;

  function closeCurrent(): Promise<void> {
    const current = renderer;
    renderer = null;
    if (current !== null) closing = Promise.all([closing, current.close()]).then(() => undefined);
    return closing;
  }

  return {
    rendererOf: (build) => {
      if (isClosed) throw new Error('The renderers were closed');
      if (renderer === null || buildId !== build.id) {
        void closeCurrent();
        renderer = createRenderer({ ...options, build });
        buildId = build.id;
      }
      return renderer;
    },
    close: () => {
      isClosed = true;
      return closeCurrent();
    },
  };
}
