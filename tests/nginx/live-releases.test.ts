import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../support/child-process.ts';
import { roundsOf } from '../support/exhaustive.ts';
import { freePort } from '../support/free-port.ts';
import { assetText, readPage } from './live-releases.ts';
import { LASTING_PATHS, openPublishedSite, PASSING_PATHS } from './live-publications.ts';
import type { PublishedSite } from './live-publications.ts';
import { readLiveSite } from './read-live-site.ts';
import type { ChangingSite, Seen } from './read-live-site.ts';
import { nginxPath, startNginx } from '../support/start-nginx.ts';
import type { TestNginx } from '../support/start-nginx.ts';

const RELEASES = roundsOf({ few: 80, all: 500, of: 'releases that are read through nginx as they go live' });

/** Resolves with what was read from nginx between the first release and the last one. */
async function readWhile(
  openReleases: (targetRoot: string, nginx: TestNginx) => Promise<{ toTheEnd: Promise<void> }>,
  site: ChangingSite,
): Promise<Seen> {
  const nginx = await startNginx({ webPort: await freePort() });
  try {
    const { toTheEnd } = await openReleases(nginx.targetRoot, nginx);
    let isDone = false;
    const reading = readLiveSite(nginx, { site, isDone: () => isDone });
    await toTheEnd.finally(() => {
      isDone = true;
    });
    const seen = await reading;
    expect(await nginx.errorLog()).not.toMatch(/\[(?:alert|crit|emerg)\]/);
    return seen;
  } finally {
    await nginx.stop();
  }
}

function expectMuch(seen: Seen): void {
  expect(seen.versions.size).toBeGreaterThan(RELEASES / 10);
  for (const count of [seen.pages, seen.assets, seen.notModified, seen.ranges])
    expect(count).toBeGreaterThan(20);
}

test.skipIf(nginxPath === null)(
  `while the disk target makes ${RELEASES} releases, each answer of nginx is of one of them, what a page names is there, and no 304 or range is stale`,
  { timeout: 300_000 },
  async () => {
    const passing = ['/swap', '/swap/', '/sometimes/1/'];
    const site: ChangingSite = {
      paths: [...Array.from({ length: 4 }, (_, index) => `/posts/${index}/`), ...passing],
      comesAndGoes: new Set(passing),
      readPage: (_path, text) => {
        const page = readPage(text);
        return page === null ? null : { version: page.release, assets: page.assets };
      },
      isAsset: (path, text) => text === assetText(path),
    };
    const script = join(import.meta.dirname, 'live-releases-child.ts');
    const seen = await readWhile(async (root) => {
      const child = startChild(script, [root, String(RELEASES)]);
      expect(await child.nextLine()).toBe('ready');
      const readLast = async (): Promise<void> => {
        expect(await child.nextLine()).toBe(`done ${RELEASES}`);
        await child.ended;
      };
      return { toTheEnd: readLast() };
    }, site);
    expect(seen.problems.slice(0, 10)).toEqual([]);
    expectMuch(seen);
  },
);

test.skipIf(nginxPath === null)(
  `while ${RELEASES} publications and other templates go live, each answer of nginx is what one release holds at its address, what a page names is there, and no 304 or range is stale`,
  { timeout: 300_000 },
  async () => {
    /** By file; whether a release held it is known in the end. */
    const read = new Map<string, Set<string>>();
    const note = (file: string, text: string): string => {
      const hash = createHash('sha256').update(text).digest('hex');
      read.set(file, (read.get(file) ?? new Set<string>()).add(hash));
      return hash;
    };
    const site: ChangingSite = {
      paths: [...LASTING_PATHS, ...PASSING_PATHS],
      comesAndGoes: new Set(PASSING_PATHS),
      readPage: (path, text) => {
        // A post that has moved leads on from where it was.
        const leadsOn = text.startsWith('<!doctype html><title>Redirecting to');
        if (!leadsOn && !text.endsWith('</html>')) return null;
        const assets = Array.from(
          text.matchAll(/(?:href|src)="(\/(?:_astro\/|logo)[^"]+)"/g),
          ([, asset = '']) => asset,
        );
        return { version: note(`${path.slice(1)}index.html`, text), assets };
      },
      isAsset: (path, text) => note(path.slice(1), text) !== '',
    };
    let released = new Map<string, Set<string>>();
    let stale = 0;
    const publishAll = async (published: PublishedSite, nginx: TestNginx): Promise<void> => {
      const live = join(nginx.targetRoot, 'live/tags/all/index.html');
      try {
        // The list of all posts shows each publication, and nobody gets what it was before any more.
        await published.publish(RELEASES, async () => {
          const { body } = await nginx.ask('/tags/all/');
          if (!body.equals(readFileSync(live))) stale += 1;
        });
        released = await published.releasedHashes();
      } finally {
        await published.close();
      }
    };
    const openReleases = async (root: string, nginx: TestNginx): Promise<{ toTheEnd: Promise<void> }> => ({
      toTheEnd: publishAll(await openPublishedSite(root), nginx),
    });
    const seen = await readWhile(openReleases, site);
    const foreign = [...read].filter(([file, hashes]) => !hashes.isSubsetOf(released.get(file) ?? new Set()));
    expect(foreign).toEqual([]);
    expect(stale).toBe(0);
    expect(seen.problems.slice(0, 10)).toEqual([]);
    expectMuch(seen);
    expect([...read.keys()].filter((file) => file.startsWith('_astro/')).length).toBeGreaterThan(2);
  },
);
