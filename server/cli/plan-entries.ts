import { withUrls } from '../../model/plan-urls.ts';
import type { PlannedDeadLink, SitePlan, TextChange } from '../../model/site-plan.ts';
import { contentModel } from '../../site/content-model.ts';
import { foreseePublication } from '../authoring/foresee-publication.ts';
import type { ForeseenItem } from '../authoring/foresee-publication.ts';
import type { LinkResolution } from '../authoring/link-order.ts';
import { AppError } from '../errors.ts';
import { describeHeldSite, readHeldSite } from '../operations/held-site.ts';
import { planPublication } from '../publishing/plan/plan-publication.ts';
import type { PlanOptions } from '../publishing/plan/plan-publication.ts';
import { PROJECT_ROOT } from '../publishing/project-root.ts';
import { createPublicMedia } from '../public-media.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { lookingAtLinks } from './look-at-links.ts';
import { countOf } from '../count-of.ts';
import { nameEntries } from './name-entries.ts';
import { withInstallation } from './open-installation.ts';
import type { Installation } from './open-installation.ts';
import { createProgress } from './progress.ts';
import { table } from './table.ts';

type Order = {
  items: readonly ForeseenItem[];
  /** What is to become of links that it would leave dead. */
  resolve: readonly LinkResolution[];
  at: Date | undefined;
  render: boolean;
  withTexts: boolean;
  json: boolean;
};

export async function planEntries(
  cli: Cli,
  { at, items, json, render, resolve, withTexts }: Order,
): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const { context, call } = commandContext(installation.database);
    const moment = at ?? context.now();
    const looking = { ...context, ...lookingAtLinks(installation) };
    const order = { actor: call.actor, items, at: moment, links: { resolve } };
    const { changes, entries } = await foreseePublication(looking, order);
    if (changes.length === 0 && at === undefined && !json) {
      const [first] = items;
      const what =
        items.length > 1 ? 'All of it' : first?.version == null ? 'The draft' : `Version ${first.version}`;
      const held = await readHeldSite(installation.database.db, { target: installation.config.target.kind });
      cli.print(
        held === null
          ? `${what} is what is public; nothing to publish.`
          : `${what} is published; nothing to publish. Visitors may not see it yet: the site is held ${describeHeldSite(held)}.`,
      );
      return;
    }
    const media = createPublicMedia(installation.config);
    const common = { ...installation, media, model: contentModel, projectRoot: PROJECT_ROOT };
    const planned = await planWithProgress(cli, { ...common, changes, at: moment, render, withTexts });
    const plan = {
      ...withUrls(planned, installation.config.siteUrl),
      basis: { ...planned.basis, at: moment.toISOString(), entries },
    };
    cli.print(json ? JSON.stringify(plan, null, 2) : await describePlan(plan, installation));
    const [failure] = plan.failures;
    if (failure !== undefined)
      throw new AppError('template-failed', `It cannot be published: ${failure.path} cannot be rendered.`);
  });
}

async function planWithProgress(cli: Cli, options: PlanOptions): Promise<SitePlan> {
  const progress = createProgress(cli);
  try {
    return await planPublication({
      ...options,
      onProgress: ({ left, rendered }) => progress.show('rendering', rendered, rendered + left),
    });
  } finally {
    progress.end();
  }
}

type PlanWithUrls = ReturnType<typeof withUrls<SitePlan['basis'], PlannedDeadLink>>;

/** Beyond these a terminal scrolls away what matters; JSON has all of them. */
const PAGES_SHOWN_MAX = 200;

async function describePlan(
  { basis, deadLinks, failures, pages, purgeUrls, redirects, texts, work }: PlanWithUrls,
  { database }: Installation,
): Promise<string> {
  const shown = pages.slice(0, PAGES_SHOWN_MAX);
  const named = await nameEntries(
    database,
    shown.map(({ cause }) => cause ?? ''),
  );
  const rows = shown.map(({ cause, change, url }) => [change, url, named(cause ?? '')]);
  const { pagesRendered, readsChanged, readsReevaluated, rowsRead } = work;
  const counts = ['created', 'changed', 'removed', 'rendered']
    .map((change) => ({ change, count: pages.filter((page) => page.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count} ${change === 'rendered' ? 'to be rendered' : change}`);
  return [
    ...(rows.length === 0 ? [] : [table(rows)]),
    ...(pages.length > rows.length ? [`… and ${pages.length - rows.length} more: --json`] : []),
    ...failures.map(
      ({ message, path, template }) =>
        `fails  ${path}${template === null ? '' : ` (${template})`}: ${message}`,
    ),
    ...redirects.map(
      ({ path, status, to }) => `redirect  ${path} ${to === null ? 'is gone' : `→ ${to}`} (${status})`,
    ),
    ...deadLinks.map(
      ({ anchor, from, isCut, isNew, path }) =>
        `${isNew ? 'dead link' : 'already dead'}  ${path}${anchor === null ? '' : `#${anchor}`} on ${from.join(', ')}${isCut ? ' and more' : ''}`,
    ),
    ...(texts?.pages ?? []).map(describeText),
    ...(texts?.isCut === true ? ['… and the texts of more pages'] : []),
    `${counts.length === 0 ? 'No page changes' : `Pages: ${counts.join(', ')}`}.`,
    ...(purgeUrls.length === 0 ? [] : [describePurge(purgeUrls.length)]),
    `Work: ${countOf(rowsRead, 'row', 'rows')} read, ${countOf(readsReevaluated, 'read', 'reads')} re-evaluated, ${readsChanged.length} of them changed, ${countOf(pagesRendered, 'page', 'pages')} rendered.`,
    `Basis: publication ${basis.seq}, template build ${basis.templateBuild.slice(0, 12)}, clock ${basis.clock.hour}.`,
  ].join('\n');
}

function describePurge(count: number): string {
  return count === 1
    ? 'Purge: this URL, which a cache in front of the site has to forget.'
    : `Purge: these ${count} URLs, which a cache in front of the site has to forget.`;
}

function describeText({ hunks, isCut, path }: TextChange): string {
  const lines = [`--- ${path}`];
  for (const hunk of hunks) lines.push(`@@ line ${hunk.before} @@`, ...hunk.lines);
  if (isCut) lines.push('… and more');
  return lines.join('\n');
}
