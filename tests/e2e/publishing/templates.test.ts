import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { hashBuildInputs } from '../../../server/publishing/template-build/build-inputs.ts';
import {
  buildTemplates,
  findTemplateBuild,
} from '../../../server/publishing/template-build/build-templates.ts';
import type { BuildTemplatesOptions } from '../../../server/publishing/template-build/build-templates.ts';
import { reservedPaths } from '../../../server/publishing/template-build/reserved-paths.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import {
  createInstallation,
  createProject,
  publishPost,
  quietLog,
  readLive,
  SITE_URL,
} from './publishing-fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = createProject();
const folders: string[] = [];

function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  folders.push(folder);
  return folder;
}

function optionsFor(dataDir: string): BuildTemplatesOptions {
  const templateKey = Buffer.alloc(32, 7).toString('base64');
  return { projectRoot: project.root, dataDir, siteUrl: SITE_URL, templateKey, log: quietLog };
}

afterAll(() => {
  project.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('a template build', () => {
  let first: TemplateBuild;
  const dataDir = newDataDir();

  beforeAll(async () => {
    first = await buildTemplates(optionsFor(dataDir));
  });

  it('says which public paths it fills without any entry', () => {
    const paths = reservedPaths(first);
    expect(paths).toEqual(
      expect.arrayContaining(['/', '/feed', '/new/index.html', '/old', '/rss.xml', '/logo.svg']),
    );
    expect(paths.filter((path) => path.includes('['))).toEqual([]);
  });

  it('is found again, untouched, as long as nothing it is made from changes', async () => {
    const made = statSync(first.entryFile);
    const again = await buildTemplates(optionsFor(dataDir));
    expect(again).toEqual(first);
    expect(statSync(first.entryFile).ino).toBe(made.ino);
  });

  it.each([
    { what: 'lacks a module', damage: (file: string) => rmSync(file) },
    { what: 'has a module that was cut off', damage: (file: string) => truncateSync(file, 10) },
  ])('is made again where its folder $what', async ({ damage }) => {
    const whole = hashFiles(first.folder);
    const modules = Object.keys(whole).filter((name) => name.endsWith('.mjs') && !name.endsWith('entry.mjs'));
    damage(join(first.folder, modules.at(-1) ?? ''));
    expect(findTemplateBuild(dataDir, first.id)).toBeNull();
    expect(await buildTemplates(optionsFor(dataDir))).toEqual(first);
    expect(hashFiles(first.folder)).toEqual(whole);
  });

  it('is the same, byte for byte, when it is made again in another folder', async () => {
    const second = await buildTemplates(optionsFor(newDataDir()));
    expect(hashFiles(second.folder)).toEqual(hashFiles(first.folder));
    expect(second.id).toBe(first.id);
  });

  it('needs nothing outside its folder: no package and no native module', async () => {
    const worker = new Worker(
      `import(${JSON.stringify(pathToFileURL(first.entryFile).href)})
        .then(({ render }) => render(new Request('${SITE_URL}/feed/')))
        .then((response) => response.text())
        .then((text) => require('node:worker_threads').parentPort.postMessage(text));`,
      { eval: true, env: {} },
    );
    expect(await once(worker, 'message')).toEqual(['{"items":[]}']);
    await worker.terminate();
    const names = Object.keys(hashFiles(first.folder));
    expect(names.filter((name) => name.endsWith('.node'))).toEqual([]);
    expect(names).toContain('server/entry.mjs');
    for (const file of names.filter((name) => name.endsWith('.mjs'))) {
      expect(readFileSync(join(first.folder, file), 'utf8')).not.toMatch(
        /^import [^;]*from ?["'](?!node:|\.)/m,
      );
    }
  });

  it('knows its routes, and the files that need no rendering', () => {
    expect(Object.fromEntries(first.routes.map(({ path, pattern }) => [pattern, path]))).toEqual({
      '/': '/',
      '/404': '/404',
      '/blog/[slug]': null,
      '/feed': '/feed',
      '/from/[slug]/[page]': null,
      '/old': '/old',
      '/rss.xml': '/rss.xml',
      '/tags/[tag]': null,
    });
    expect(first.assets.map(({ file }) => file)).toEqual(['logo.svg', 'new/index.html']);
  });

  it('is another one for another site address, key or template', () => {
    const options = optionsFor(dataDir);
    const template = join(project.root, 'site/pages/index.astro');
    const source = readFileSync(template, 'utf8');
    const ids = [
      hashBuildInputs(options),
      hashBuildInputs({ ...options, siteUrl: 'https://other.example' }),
      hashBuildInputs({ ...options, templateKey: 'other' }),
    ];
    writeFileSync(template, `${source}\n<!-- changed -->`);
    ids.push(hashBuildInputs(options));
    writeFileSync(template, source);
    expect(new Set(ids).size).toBe(4);
    expect(hashBuildInputs(options)).toBe(ids[0]);
  });

  it('is removed when several newer ones have been used since', async () => {
    const home = newDataDir();
    const template = join(project.root, 'site/pages/index.astro');
    const source = readFileSync(template, 'utf8');
    const built = join(home, 'builds', first.id);
    cpSync(first.folder, built, { recursive: true });
    const old = Array.from({ length: 6 }, (_, age) => {
      const folder = join(home, 'builds', `old-${age}`);
      cpSync(first.folder, folder, { recursive: true });
      const usedAt = new Date(Date.now() - (age + 1) * 60_000);
      utimesSync(join(folder, 'build.json'), usedAt, usedAt);
      return folder;
    });
    writeFileSync(template, `${source}\n<!-- newer -->`);
    await buildTemplates(optionsFor(home));
    writeFileSync(template, source);
    expect(old.map((folder) => existsSync(folder))).toEqual([true, true, true, false, false, false]);
    expect(existsSync(built)).toBe(true);
  });
});

describe('a template that cannot be built', () => {
  const broken = join(project.root, 'site/pages/broken.astro');
  const config = 'astro.config.mjs';

  /** What is said of it, up to what to do now. */
  async function failureOf(file: string, change: (source: string) => string): Promise<[unknown, string]> {
    const dataDir = newDataDir();
    const path = join(project.root, file);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
    writeFileSync(path, change(before ?? ''));
    try {
      const error: unknown = await buildTemplates(optionsFor(dataDir)).catch((reason: unknown) => reason);
      if (!(error instanceof AppError)) throw new Error(`This came instead of an error: ${String(error)}`);
      expect(error.code).toBe('template-build-failed');
      expect(readdirSync(join(dataDir, 'builds'))).toEqual([]);
      const [message = '', whatNow] = error.message.split('\nThere is no earlier build to go on with.');
      expect(whatNow).toBeDefined();
      return [error.details.extra?.['template'], message];
    } finally {
      if (before === null) rmSync(path);
      else writeFileSync(path, before);
    }
  }

  it.each([
    {
      what: 'script',
      source: '---\nconst a = ;\n---\n<p>x</p>',
      place: 'site/pages/broken.astro:2:11',
      message: /^site\/pages\/broken.astro:2:11: Unexpected token$/,
    },
    {
      what: 'markup',
      source: '---\nconst a = 1;\n---\n<p>{a +}</p>',
      place: 'site/pages/broken.astro:4:8',
      message: /^site\/pages\/broken.astro:4:8: Unexpected token$/,
    },
    {
      what: 'import of a file',
      source: '---\nimport X from "./Missing.astro";\n---\n<X />',
      place: 'site/pages/broken.astro:2:15',
      message:
        /^site\/pages\/broken.astro:2:15: .*Could not resolve '.\/Missing.astro'.*(\n.*)+Module not found\.\n───╯$/,
    },
    {
      what: 'import of a package',
      source: '---\nimport X from "no-such-package";\n---\n<X />',
      place: 'site/pages/broken.astro:2:15',
      message: /^site\/pages\/broken.astro:2:15: .*"no-such-package" from "site\/pages\/broken.astro"\.$/,
    },
    {
      what: 'TypeScript',
      source: '---\nimport "../broken.ts";\n---\n<p>x</p>',
      module: 'export const a: = 3;\n',
      place: 'site/broken.ts:1:17',
      message: /^site\/broken.ts:1:17: .*Unexpected token\n/,
    },
  ])('says what the compiler says, and where: $what', async ({ message, module, place, source }) => {
    const imported = join(project.root, 'site/broken.ts');
    if (module !== undefined) writeFileSync(imported, module);
    try {
      const [template, text] = await failureOf('site/pages/broken.astro', () => source);
      expect(template).toBe(place);
      expect(text).toMatch(message);
    } finally {
      rmSync(imported, { force: true });
    }
  });

  it('says so of the configuration: what it cannot read, what it throws, what it imports', async () => {
    const unread = await failureOf(config, (source) => `export defalt {};\n${source}`);
    expect(unread).toEqual([
      `${config}:1:8`,
      expect.stringMatching(/^astro.config.mjs:1:8: .*\nUnexpected token/),
    ]);
    const thrown = await failureOf(config, (source) => `${source}throw new Error('not today');\n`);
    expect(thrown).toEqual([
      expect.stringMatching(/^astro.config.mjs:\d+:7$/),
      expect.stringMatching(/:7: not today$/),
    ]);
    const imported = await failureOf(config, (source) => `import './gone.mjs';\n${source}`);
    expect(imported).toEqual([`${config}:1:8`, expect.stringContaining('./gone.mjs')]);
  });

  it('names an option of the configuration that is wrong in words', async () => {
    const failure = await failureOf(config, (source) =>
      source.replace('defineConfig({', "defineConfig({ build: { format: 'folder' },"),
    );
    expect(failure).toEqual([config, expect.stringMatching(/^astro.config.mjs: build\.format: /)]);
    expect(failure[1]).not.toMatch(/[[{]/);
  });

  it('leaves the last good build in use, also after a restart, until it is mended', async () => {
    const dataDir = newDataDir();
    await buildTemplates(optionsFor(dataDir));
    const installation = await createInstallation('sqlite', {
      projectRoot: project.root,
      buildsFrom: dataDir,
    });
    try {
      const publisher = await installation.openPublisher();
      publisher.start();
      await publisher.publishedUpTo((await publishPost(installation, { title: 'A' })).seq);
      const { templateBuild } = publisher.status();
      writeFileSync(broken, '---\nconst a = ;\n---\n<p>broken</p>');
      await expect(publisher.rebuild({ reason: 'template' })).rejects.toMatchObject({
        code: 'template-build-failed',
      });
      await publisher.publishedUpTo((await publishPost(installation, { title: 'B' })).seq);
      expect(readLive(installation, 'blog/b/index.html')).not.toBeNull();
      expect(publisher.status()).toMatchObject({
        templateBuild,
        templateProblem: {
          code: 'template-build-failed',
          template: 'site/pages/broken.astro:2:11',
          message: expect.stringContaining('The last good build stays in use.'),
        },
      });
      await publisher.stop();

      const restarted = await installation.openPublisher();
      // Nobody waits for templates that are not needed for what is live.
      expect(restarted.status()).toMatchObject({ templateBuild, templateProblem: null });
      restarted.start();
      await restarted.publishedUpTo((await publishPost(installation, { title: 'C' })).seq);
      await restarted.templatesTried();
      expect(restarted.status()).toMatchObject({
        templateBuild,
        templateProblem: { code: 'template-build-failed' },
      });
      const watched = { ...optionsFor(installation.dataDir), isWatched: true };
      await expect(buildTemplates(watched)).rejects.toThrow('Mend the template: that is seen at once.');
      writeFileSync(broken, '<p>mended</p>');
      expect(await restarted.rebuild({ reason: 'template' })).toMatchObject({
        reason: 'template',
        created: 1,
      });
      expect(readLive(installation, 'broken/index.html')).toContain('mended');
      expect(restarted.status().templateProblem).toBeNull();
    } finally {
      rmSync(broken, { force: true });
      await installation.close();
    }
  });
});

/** The hash of each file by name. */
function hashFiles(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), hashOf(path)]));
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
