import type { Page } from 'playwright-core';

/**
 * Runs in the page. From the moment at which the browser got the key until the next frame has been drawn: a message that is sent while a frame is made is
 * read after it.
 */
const WATCH_KEYS = `(() => {
  globalThis.keyTimes = [];
  globalThis.whenTimed = async (count) => {
    while (keyTimes.length < count) await new Promise(requestAnimationFrame);
    return keyTimes;
  };
  addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => keyTimes.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  }, { capture: true });
})();`;

export async function watchKeys(page: Page): Promise<void> {
  await page.addInitScript(WATCH_KEYS);
}

/** Of a quick typist; what is done between two keys is no part of either. */
const BETWEEN_KEYS_MS = 40;
const LETTERS = 'the quiet harbour lay before them ';

/** Types that many keys where the cursor is, and says how long each took. */
export async function typeKeys(page: Page, count: number): Promise<number[]> {
  await page.bringToFront();
  await page.evaluate('keyTimes.length = 0');
  for (let typed = 0; typed < count; typed += 1) {
    await pressKey(page, LETTERS.charAt(typed % LETTERS.length));
  }
  return await page.evaluate<number[]>(`whenTimed(${count})`);
}

export async function pressKey(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForTimeout(BETWEEN_KEYS_MS);
}

/** The cursor goes to the end of the line that begins so. */
export async function putCursor(page: Page, begins: string): Promise<void> {
  await page.bringToFront();
  await page.getByRole('textbox', { name: 'Text', exact: true }).getByText(begins).first().click();
  await page.keyboard.press('End');
}
