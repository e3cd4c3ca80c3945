import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PublishingStatus } from '../../../model/api/publishing-status.ts';
import { AppError } from '../../../server/errors.ts';
import type { Problem } from '../../../server/publishing/publisher-status.ts';
import { readPublishingStatus } from '../../../server/publishing/read-publisher.ts';
import { openTemplates } from '../../../server/publishing/template-build/open-templates.ts';
import type { Templates } from '../../../server/publishing/template-build/open-templates.ts';
import { watchTemplates } from '../../../server/publishing/template-build/watch-templates.ts';
import type { TemplateWatch } from '../../../server/publishing/template-build/watch-templates.ts';
import { createProject, quietLog, SITE_URL } from './publishing-fixture.ts';
import { useSite } from './use-site.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = createProject();
const page = join(project.root, 'site/pages/watched.astro');
const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-watch-'));

afterAll(() => {
  project.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the watch over the templates', () => {
  let watch: TemplateWatch;
  afterEach(() => watch.close());

  async function watchWith(onChange: () => void | Promise<void>): Promise<void> {
    watch = watchTemplates({ projectRoot: project.root, onChange, log: quietLog });
    await watch.ready;
  }

  it('tells of a file that is added, changed and removed, and of the configuration', async () => {
    const onChange = vi.fn<() => void>();
    await watchWith(onChange);
    const steps = [
      () => writeFileSync(page, '<p>one</p>'),
      () => writeFileSync(page, '<p>two</p>'),
      () => rmSync(page),
      () => writeFileSync(join(project.root, 'astro.config.mjs'), '// changed\n', { flag: 'a' }),
    ];
    for (const [done, step] of steps.entries()) {
      step();
      await vi.waitFor(() => expect(onChange.mock.calls.length).toBeGreaterThan(done), { timeout: 60_000 });
    }
  });

  it('tells once of files that are saved together', async () => {
    const onChange = vi.fn<() => void>();
    await watchWith(onChange);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(project.root, `site/${name}.ts`), 'export {};');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { timeout: 60_000 });
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('waits for the end of what it called, and then tells of what changed meanwhile', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const onChange = vi.fn<() => Promise<void>>(() => ended);
    await watchWith(onChange);
    writeFileSync(page, '<p>first</p>');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), { timeout: 60_000 });
    writeFileSync(page, '<p>second</p>');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(onChange).toHaveBeenCalledTimes(1);
    end();
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2), { timeout: 60_000 });
  });

  it('goes on when what it called has failed', async () => {
    const onChange = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('does not compile')));
    await watchWith(onChange);
    writeFileSync(page, '<p>third</p>');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), { timeout: 60_000 });
    writeFileSync(page, '<p>fourth</p>');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2), { timeout: 60_000 });
  });
});

describe('a candidate', () => {
  let templates: Templates;
  const failed = new AppError('template-failed', 'A page cannot be rendered');

  beforeAll(async () => {
    writeFileSync(page, '<p>live</p>');
    templates = await openTemplates({
      projectRoot: project.root,
      dataDir,
      siteUrl: SITE_URL,
      templateKey: Buffer.alloc(32, 7).toString('base64'),
      log: quietLog,
    });
  });

  it('stands beside the live build until it is promoted, and is dropped where it cannot render', async () => {
    const first = templates.current();
    // Nothing has been released: there is no build to go on with.
    expect(templates.candidate()).toBeNull();
    expect(templates.reject(first, failed)).toBe(false);
    templates.promote(first);

    writeFileSync(page, '<p>newer</p>');
    await templates.refresh();
    const second = templates.candidate();
    expect(second?.id).not.toBe(first.id);
    expect(templates.current()).toEqual(first);

    if (second === null) throw new Error('There is no candidate');
    expect(templates.reject(second, new Error('The disk is full'))).toBe(false);
    expect(templates.candidate()).toEqual(second);
    expect(templates.reject(second, failed)).toBe(true);
    expect(templates.candidate()).toBeNull();
    expect(templates.problem()?.message).toBe('A page cannot be rendered');

    await templates.refresh();
    expect(templates.candidate()?.id).toBe(second.id);
    expect(templates.problem()).toBeNull();
    templates.promote(second);
    expect(templates.current().id).toBe(second.id);
    expect(templates.candidate()).toBeNull();

    writeFileSync(page, '<p>live</p>');
    await templates.refresh();
    expect(templates.candidate()?.id).toBe(first.id);
    writeFileSync(page, '<p>newer</p>');
    await templates.refresh();
    expect(templates.candidate()).toBeNull();
  });

  it('stays while what is newer cannot be built', async () => {
    writeFileSync(page, '<p>newest</p>');
    await templates.refresh();
    const candidate = templates.candidate();
    expect(candidate).not.toBeNull();
    writeFileSync(page, '---\nconst a = ;\n---\n');
    await expect(templates.refresh()).rejects.toMatchObject({ code: 'template-build-failed' });
    expect(templates.candidate()).toEqual(candidate);
    expect(templates.problem()).toMatchObject({ template: 'site/pages/watched.astro:2:11' });
  });
});

describe('a publisher that watches', () => {
  const site = useSite();
  const watched = (): string => join(site.project.root, 'site/pages/watched.astro');
  afterEach(() => rmSync(watched(), { force: true }));

  it('tells once why templates are not used, in every process, and when they can be used again', async () => {
    const told: (Problem | null)[] = [];
    const publisher = await site.open({ watch: true, onTemplateProblem: (problem) => told.push(problem) });
    await publisher.settled();
    const status = (): Omit<PublishingStatus, 'schedules'> =>
      readPublishingStatus(site.installation.options.config);
    expect(status()).toMatchObject({ isPublishing: true, problem: null, templateProblem: null });
    for (const attempt of [1, 2]) {
      writeFileSync(watched(), `---\nconst a = ;\n---\n<p>${attempt}</p>\n`);
      await vi.waitFor(() => expect(told).toHaveLength(1), 60_000);
      await publisher.rebuild({ reason: 'template' }).catch(() => undefined);
    }
    expect(told).toEqual([
      {
        code: 'template-build-failed',
        message: expect.stringMatching(/^site\/pages\/watched\.astro:2:11: .*seen at once\.$/s),
        template: 'site/pages/watched.astro:2:11',
        issues: [],
      },
    ]);
    await vi.waitFor(() => {
      const { code, message, template } = told[0] ?? {};
      expect(status().templateProblem).toEqual({ code, message, template });
    });
    writeFileSync(watched(), '<p>mended</p>');
    await vi.waitFor(() => expect(site.live('watched/index.html')).toContain('mended'), 60_000);
    expect(told.slice(1)).toEqual([null]);
    await vi.waitFor(() => expect(status().templateProblem).toBeNull(), 15_000);
  });

  it('tells of templates that compile and cannot render too', async () => {
    const told: (Problem | null)[] = [];
    const publisher = await site.open({ watch: true, onTemplateProblem: (problem) => told.push(problem) });
    await publisher.settled();
    writeFileSync(watched(), '---\nthrow new Error("not today");\n---\n<p>never</p>');
    await vi.waitFor(() => expect(told).toHaveLength(1), 60_000);
    expect(told[0]).toMatchObject({
      code: 'template-failed',
      message: expect.stringContaining('not today'),
      template: 'site/pages/watched.astro:2',
    });
  });

  it('sees what was saved while it began to watch', async () => {
    const publisher = await site.open({ watch: true });
    writeFileSync(watched(), '<p>early</p>');
    await publisher.settled();
    await vi.waitFor(() => expect(site.live('watched/index.html')).toContain('early'), 60_000);
  });
});
