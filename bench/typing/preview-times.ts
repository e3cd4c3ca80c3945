import type { Frame, Page } from 'playwright-core';
import { TYPING_PAUSE_MS } from '../../admin/src/preview/typing-pause.ts';
import { pressKey } from './key-times.ts';

/** Runs in the page and in the frame of the preview: when the last key came, and when what is expected had been drawn. All windows have the same clock. */
const WATCH_PREVIEW = `(() => {
  const now = (time) => performance.timeOrigin + time;
  if (window === window.parent) {
    addEventListener('keydown', ({ timeStamp }) => { globalThis.lastKeyAt = now(timeStamp); }, { capture: true });
    return;
  }
  let wanted = null;
  globalThis.whenDrawn = (word) => new Promise((resolve) => { wanted = { word, resolve }; });
  const look = () => {
    if (wanted === null || !(document.body?.textContent ?? '').includes(wanted.word)) return;
    const { resolve } = wanted;
    wanted = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(now(performance.now()));
      port2.postMessage(null);
    });
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})();`;

const PREVIEW = '/api/v1/preview';

export async function watchPreview(page: Page): Promise<void> {
  await page.addInitScript(WATCH_PREVIEW);
}

export type PreviewSample = {
  /** From the end of the pause until what was typed had been drawn. */
  repaintMs: number;
  /** The same request without anything around it: the text differs in the word, so that nobody has it ready. */
  requestMs: number;
};

export async function samplePreview(page: Page, nth: number): Promise<PreviewSample> {
  const shown = previewFrame(page);
  const word = `qx${nth}zv`;
  const drawn = shown.evaluate<number>(`whenDrawn('${word}')`);
  const asked = page.waitForRequest(
    (request) => request.url().endsWith(PREVIEW) && (request.postData() ?? '').includes(word),
  );
  for (const key of word) await pressKey(page, key);
  const drawnAt = await drawn;
  const keyAt = await page.evaluate<number>('lastKeyAt');
  const body = ((await asked).postData() ?? '').replaceAll(word, `qy${nth}zw`);
  return {
    repaintMs: drawnAt - keyAt - TYPING_PAUSE_MS,
    requestMs: await page.evaluate<number>(`(async () => {
      const askedAt = performance.now();
      const answer = await fetch('${PREVIEW}', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: ${JSON.stringify(body)},
      });
      await answer.text();
      if (!answer.ok) throw new Error('The preview was refused.');
      return performance.now() - askedAt;
    })()`),
  };
}

/** Once the page is there. */
export async function previewOpened(page: Page, begins: string): Promise<void> {
  await page.frameLocator('iframe').getByText(begins).first().waitFor();
}

function previewFrame(page: Page): Frame {
  const frame = page.frames().find((one) => one.url().includes('/preview/t/'));
  if (frame === undefined) throw new Error('No preview is open.');
  return frame;
}
