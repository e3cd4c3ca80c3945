import { describe, expect, it, vi } from 'vitest';
import { contentModel } from '../../../site/content-model.ts';
import { publishing, seenOf, usePlannedSite, withdrawing } from './planned-site.ts';
import type { Entry, Links, Plan } from './planned-site.ts';
import { createStarterProject } from './publishing-fixture.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const NAMES = ['brook', 'lake', 'pond', 'walk'];

const unlinking = (name: string): Links => ({ resolve: [{ path: `/blog/${name}/`, by: 'unlink' }] });

/** In order: each test goes on from the site that the one before has left. */
describe.each([
  { dialect: 'sqlite' as const, isBeside: false, where: 'in the process that publishes' },
  { dialect: 'postgres' as const, isBeside: true, where: 'in a process beside the one that publishes' },
])('a plan with what is to become of dead links, $where, on $dialect,', ({ dialect, isBeside }) => {
  const site = usePlannedSite({ dialect, isBeside, model: contentModel, project: createStarterProject });
  const posts = new Map<string, Entry>();
  let about: Entry;

  const postAt = (name: string): Entry => {
    const post = posts.get(name);
    if (post === undefined) throw new Error(`There is no post ${name}`);
    return post;
  };
  const planWith = async (items: ReturnType<typeof publishing>[], links: Links): Promise<Plan> =>
    (await site.editor.planPublication({ body: { entries: items, links } })).body;

  it('is published where no link is dead', async () => {
    for (const name of NAMES)
      posts.set(
        name,
        await site.create('posts', { title: name, slug: name, body: { markdown: `A ${name}.` } }),
      );
    const markdown = NAMES.map((name) => `[The ${name}](/blog/${name}/).`).join(' ');
    about = await site.create('pages', { title: 'About', slug: 'about', body: { markdown } });
    expect(await site.publish([...posts.values(), about].map(publishing))).toBe(1);
    // What is not public yet of the page that holds the links does not become so.
    const draft = `Not yet. ${markdown}`;
    about = await site.save(about, { body: { markdown: draft } });
  });

  it.each<{ name: string; links: Links; made: object[] }>([
    { name: 'brook', links: unlinking('brook'), made: [] },
    {
      name: 'lake',
      links: { resolve: [{ path: '/blog/lake/', by: 'replace', with: { url: '/blog/pond/' } }] },
      made: [],
    },
    {
      name: 'walk',
      links: {
        resolve: [{ path: '/blog/walk/', by: 'redirect', to: { kind: 'path', path: '/blog/pond/' } }],
      },
      made: [{ path: '/blog/walk/', status: 301, to: '/blog/pond/' }],
    },
  ])('is what goes live, to the byte, when $name goes', async ({ links, made, name }) => {
    const items = [withdrawing(postAt(name))];
    const plain = await site.plan(items);
    expect(plain.deadLinks).toMatchObject([{ path: `/blog/${name}/`, isNew: true }]);
    const plan = await planWith(items, links);
    expect(plan.failures).toEqual([]);
    expect(plan.deadLinks.filter(({ isNew }) => isNew)).toEqual([]);
    expect(plan.redirects).toEqual(made);
    expect(plan.pages.some(({ path }) => path === '/about/')).toBe(made.length === 0);
    expect(plan.basis.entries).toEqual([{ action: 'withdraw', id: postAt(name).id, versionId: null }]);
    site.moveClock(5);
    await site.publishAsPlanned(items, plan, links);
  });

  it('has written nothing', async () => {
    const items = [withdrawing(postAt('pond'))];
    const [before, publications] = await Promise.all([
      site.editor.listVersions({ id: about.id }),
      site.editor.listPublications(),
    ]);
    await planWith(items, unlinking('pond'));
    expect((await site.editor.listVersions({ id: about.id })).body).toEqual(before.body);
    expect((await site.editor.listPublications()).body).toEqual(publications.body);
    expect((await site.editor.readEntry({ id: postAt('pond').id })).body.state).toBe('live');
  });

  it('is another plan than that of the publication without', async () => {
    const items = [withdrawing(postAt('pond'))];
    const basis = seenOf(await planWith(items, unlinking('pond')));
    const body = { entries: items, basis, links: { anyway: true } };
    await expect(site.editor.publishBundle({ body })).rejects.toMatchObject({
      problem: {
        code: 'basis-moved',
        left: expect.arrayContaining([{ change: 'changed', path: '/about/' }]),
      },
    });
  });

  it('says what can be done about a link by whoever asks, and nothing of those that are dead already', async () => {
    const { deadLinks } = await site.plan([withdrawing(postAt('pond'))]);
    expect(deadLinks.map(({ isNew, path, ways }) => [path, isNew, ways])).toEqual([
      ['/blog/pond/', true, ['redirect', 'replace', 'unlink']],
    ]);
  });

  it('is refused for what would be no dead link, as the publication is', async () => {
    const items = [withdrawing(postAt('pond'))];
    await expect(planWith(items, unlinking('nothing'))).rejects.toMatchObject({
      problem: { code: 'invalid-input', errors: [{ path: 'links.resolve[0]' }] },
    });
  });
});
