import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { ClockValues, LogPosition } from '../../../model/publication.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { createPublicMedia } from '../../../server/public-media.ts';
import { createPublisher } from '../../../server/publishing/publisher.ts';
import type { Publisher, PublisherOptions } from '../../../server/publishing/publisher.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { openDatabase } from '../../../server/store/database.ts';
import type { Database } from '../../../server/store/database.ts';
import { migrateUp } from '../../../server/store/migrate.ts';
import { naiveClock, TIME_ZONE } from '../oracle/naive-clock.ts';
import { SITE_URL } from '../sites/site-profile.ts';
import type { SiteProfile } from '../sites/site-profile.ts';
import { isReleased } from './content-in-cache.ts';
import { followWithdrawals } from './held-site.ts';
import type { HoldableSite } from './held-site.ts';
import { outOfPatience, SETTLE_TIMEOUT_MS } from './patience.ts';
import { TEMPLATE_KEY } from './project.ts';
import type { Project } from './project.ts';
import { areTakedownsDone } from './taken-down.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** One installation that the steps of a sequence change: database, publisher, target. */
export type World = HoldableSite & {
  readonly site: SiteProfile;
  readonly files: WorldFiles;
  /** What the publisher has logged as an error, such as an answer that was not the one on record. */
  readonly problems: string[];
  /** What time it is for pages. */
  clock(): ClockValues;
  moveClock(byMs: number): void;
  /** The template build that has to be live. */
  build(): TemplateBuild;
  /** Stops the publisher and opens it again; `meanwhile` runs in between. */
  restart(meanwhile?: () => void | Promise<void>): Promise<void>;
  /** Puts other templates in place. The publisher has to be stopped. */
  switchTemplates(variant: number): Promise<void>;
  /** Resolves with the end of the log once all that may be live is, with the templates that are in place. Rejects when it cannot be released. */
  settle(): Promise<LogPosition>;
  close(): Promise<void>;
};

export type WorldFiles = { dataDir: string; cacheFile: string; targetRoot: string; liveTree: string };

const FIRST_INSTANT = Date.UTC(2026, 0, 1);
/** On the eve of the days that content has. */
const FIRST_PUBLIC_INSTANT = Date.UTC(2026, 1, 28, 18, 10);

/** A new installation with the first variant of the templates and nothing in it. */
export async function openWorld(site: SiteProfile, project: Project): Promise<World> {
  const folder = createTemporaryFolder('world');
  const dataDir = folder.path;
  const files = filesOf(dataDir);
  symlinkSync(project.buildsFolder, join(dataDir, 'builds'));
  const database = await openDatabase({ dataDir });
  await migrateUp(database);
  await fixTemplateKey(database);
  let build = await project.switchTo(0);
  const problems: string[] = [];
  let publicInstant = FIRST_PUBLIC_INSTANT;
  const now = (): Date => new Date(publicInstant);
  const options = {
    ...publisherOptions({ database, site, project, files, problems }),
    now,
  };
  let publisher = await openPublisher(options);
  let instant = FIRST_INSTANT;
  const entries: EntryDetails[] = [];

  async function settle(): Promise<LogPosition> {
    const head = await readLogEnd(database);
    if (world.held !== null) {
      await followWithdrawals(world, world.held);
      await publisher.settled();
      return head;
    }
    await publisher.publishedUpTo(head.seq);
    const giveUpAt = Date.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const { live, problem } = publisher.status();
      const isBuilt = live?.templateBuild === build.id && live.seq >= head.seq;
      const moment = { clock: naiveClock(now()), releaseId: live?.releaseId ?? '' };
      if (isBuilt && isReleased(files.cacheFile, moment) && (await areTakedownsDone(world))) {
        for (const takenDown of world.takenDown) takenDown.isOpen = false;
        return head;
      }
      if (problem !== null) throw new Error(`${problem.code}: ${problem.message}`);
      if (Date.now() > giveUpAt)
        throw outOfPatience(`nothing released: ${JSON.stringify(publisher.status())}`);
      await delay(1);
    }
  }

  const world: World = {
    site,
    database,
    entries,
    files,
    problems,
    releases: [],
    secrets: new Map(),
    takenDown: [],
    firstLive: new Map(),
    held: null,
    clock: () => naiveClock(now()),
    moveClock: (byMs) => {
      publicInstant += byMs;
      publisher.notify();
    },
    authoring: {
      database,
      model: site.model,
      // A clock of its own: times are in what pages show, and a sequence has to give the same bytes again.
      now: () => new Date((instant += 1_000)),
      publicationCommitted: () => publisher.notify(),
    },
    publisher: () => publisher,
    build: () => build,
    restart: async (meanwhile) => {
      await publisher.stop();
      await meanwhile?.();
      publisher = await openPublisher(options);
    },
    switchTemplates: async (variant) => {
      build = await project.switchTo(variant % site.variants.length);
    },
    settle,
    close: async () => {
      await publisher.stop();
      await database.close();
      folder.remove();
    },
  };
  return world;
}

function filesOf(dataDir: string): WorldFiles {
  const targetRoot = join(dataDir, 'public');
  return {
    dataDir,
    targetRoot,
    cacheFile: join(dataDir, 'content-cache.sqlite'),
    liveTree: join(targetRoot, 'live'),
  };
}

async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const publisher = await createPublisher(options);
  publisher.start();
  return publisher;
}

function publisherOptions(parts: {
  database: Database;
  site: SiteProfile;
  project: Project;
  files: WorldFiles;
  problems: string[];
}): PublisherOptions {
  const { database, files, problems, project, site } = parts;
  return {
    database,
    model: site.model,
    config: {
      dataDir: files.dataDir,
      databaseUrl: undefined,
      siteUrl: SITE_URL,
      timeZone: TIME_ZONE,
      target: { kind: 'disk', root: files.targetRoot },
    },
    log: pino({ level: 'error' }, { write: (line) => problems.push(line) }),
    projectRoot: project.root,
    media: createPublicMedia({
      dataDir: files.dataDir,
      mediaStore: { kind: 'disk', root: join(files.dataDir, 'media') },
    }),
  };
}

async function fixTemplateKey(database: Database): Promise<void> {
  await database.write(async (tx) => {
    await tx
      .insertInto('installation')
      .values({
        singleton: 1,
        id: '00000000-0000-7000-8000-000000000000',
        template_key: TEMPLATE_KEY,
        demo_seeded: 0,
        created_at: new Date(FIRST_INSTANT).toISOString(),
      })
      .execute();
  });
}

async function readLogEnd({ db }: Database): Promise<LogPosition> {
  const { rows } = await sql<LogPosition>`select seq, hash from publication_head`.execute(db);
  assert(rows[0]);
  return { ...rows[0] };
}
