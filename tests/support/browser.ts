import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';

export type Browser = { context: BrowserContext; close(): Promise<void> };

/** The machine's own Chromium with an empty profile; it talks to nobody but the pages that a test opens. */
export async function openBrowser(executablePath: string | null): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'stillpress-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath !== null && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
    ],
    reducedMotion: 'reduce',
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
