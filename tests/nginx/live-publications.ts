import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntryDetails } from '../../server/authoring/entry-details.ts';
import type { Publisher } from '../../server/publishing/publisher.ts';
import {
  buildOnce,
  changePost,
  createInstallation,
  createProject,
  publishPost,
  withdrawPost,
} from '../e2e/publishing/publishing-fixture.ts';
import type { Installation, Project } from '../e2e/publishing/publishing-fixture.ts';

/** Posts that are edited and stay, and pages that show them. */
export const LASTING_PATHS = ['/', '/blog/post-0/', '/blog/post-1/', '/blog/post-2/', '/tags/all/'];
const LASTING_POSTS = 3;

/** One post comes and goes, and one moves between two addresses. */
export const PASSING_PATHS = ['/blog/now-and-then/', '/blog/here/', '/blog/there/'];

/** A visitor's request takes a few milliseconds; the tree that it reads is left alone until the release after the next. */
const PAUSE_MS = 8;
const OTHER_TEMPLATES_EVERY = 40;
const COLOURS = ['#123456', '#234561', '#345612'];

type Post = { details: EntryDetails; isPublic: boolean };

/** A site that is published to a target, and its templates, whose styles are files that every page names. */
export type PublishedSite = {
  /** Each publication is live by the time that `onLive` is called. */
  publish(count: number, onLive: () => Promise<void>): Promise<void>;
  /** The hashes that releases have given to each file. */
  releasedHashes(): Promise<Map<string, Set<string>>>;
  close(): Promise<void>;
};

/** Resolves once its first pages are live. */
export async function openPublishedSite(targetRoot: string): Promise<PublishedSite> {
  const project = createProject();
  const buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  nameStyles(project);
  await buildOnce(project.root, buildsFrom);
  const installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
  const config = { ...installation.options.config, target: { kind: 'disk' as const, root: targetRoot } };
  const publisher = await installation.openPublisher({ config });
  publisher.start();
  const writing = createWriting(installation, publisher);
  const posts = await writing.createPosts();
  return {
    publish: async (count, onLive) => {
      let restyled: Promise<unknown> = Promise.resolve();
      for (let number = 1; number <= count; number += 1) {
        if (number % OTHER_TEMPLATES_EVERY === 0) {
          await restyled;
          restyle(project, COLOURS[(number / OTHER_TEMPLATES_EVERY) % COLOURS.length] ?? '');
          // Publications go on meanwhile.
          restyled = publisher.rebuild({ reason: 'template' });
        }
        await writing.publishNext(number, posts);
        await onLive();
        await delay(PAUSE_MS);
      }
      await restyled;
    },
    releasedHashes: () => readReleasedHashes(installation),
    close: async () => {
      await installation.close();
      project.remove();
      rmSync(buildsFrom, { recursive: true, force: true });
    },
  };
}

function nameStyles({ root }: Project): void {
  const config = join(root, 'astro.config.mjs');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace(/^\}\);$/m, "  build: { inlineStylesheets: 'never' },\n});"));
}

function restyle({ root }: Project, colour: string): void {
  const layout = join(root, 'site/layouts/Base.astro');
  writeFileSync(layout, readFileSync(layout, 'utf8').replace(/color: #\d+/, `color: ${colour}`));
}

type Posts = { lasting: readonly Post[]; passing: Post; moving: Post };

function createWriting(installation: Installation, publisher: Publisher) {
  async function create(title: string): Promise<Post> {
    const { post, seq } = await publishPost(installation, { title, tag: 'all', text: 'first' });
    await publisher.publishedUpTo(seq);
    return { details: post, isPublic: true };
  }

  type Change = { title: string; slug: string; text: string };

  async function change(post: Post, content: Change): Promise<void> {
    const wanted = { post: post.details, content: { ...content, tag: 'all' } };
    const { post: details, seq } = await changePost(installation, wanted);
    Object.assign(post, { details, isPublic: true });
    await publisher.publishedUpTo(seq);
  }

  async function withdraw(post: Post): Promise<void> {
    await publisher.publishedUpTo(await withdrawPost(installation, post.details));
    post.isPublic = false;
  }

  return {
    createPosts: async (): Promise<Posts> => {
      const lasting: Post[] = [];
      for (let index = 0; index < LASTING_POSTS; index += 1) lasting.push(await create(`Post ${index}`));
      return { lasting, passing: await create('Now and then'), moving: await create('Here') };
    },
    publishNext: async (number: number, { lasting, moving, passing }: Posts): Promise<void> => {
      const text = `${number} `.repeat(300);
      if (number % 5 === 0) {
        if (passing.isPublic) await withdraw(passing);
        else await change(passing, { title: 'Now and then', slug: 'now-and-then', text });
      } else if (number % 7 === 0) {
        await change(moving, { title: 'Here', slug: number % 2 === 0 ? 'here' : 'there', text });
      } else {
        const index = number % LASTING_POSTS;
        const title = number % 2 === 0 ? `Post ${index}` : `Post ${index}, ${number}`;
        await change(lasting[index] as Post, { title, slug: `post-${index}`, text });
      }
    },
  };
}

async function readReleasedHashes({ database }: Installation): Promise<Map<string, Set<string>>> {
  const rows = await database.db.selectFrom('release_file').select(['file', 'hash']).execute();
  const hashes = new Map<string, Set<string>>();
  for (const { file, hash } of rows) {
    if (file === null || hash === null) continue;
    hashes.set(file, (hashes.get(file) ?? new Set<string>()).add(hash));
  }
  return hashes;
}
