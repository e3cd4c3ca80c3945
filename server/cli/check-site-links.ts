import type { DeadLink } from '../../model/site-plan.ts';
import { contentModel } from '../../site/content-model.ts';
import type { Config } from '../config.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import type { CheckedLink } from '../link-check/check-link.ts';
import { checkLinks } from '../link-check/check-links.ts';
import { VERDICTS, type Verdict } from '../link-check/verdict.ts';
import { findBrokenLinks, type InternalLinks } from '../publishing/broken-links.ts';
import { findExternalLinks, type ExternalLink } from '../publishing/external-links.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';
import { createProgress } from './progress.ts';
import { table } from './table.ts';

type Order = { external: boolean; limit: number; json: boolean };

/** After the report, throws `dead-links` where anything is broken. */
export async function checkSiteLinks(cli: Cli, { external, json, limit }: Order): Promise<void> {
  await withInstallation(cli, async ({ config }) => {
    const internal = findBrokenLinks({ config, model: contentModel });
    const others = external
      ? await untilStopped((signal) => checkOthers(cli, { config, limit, signal }))
      : null;
    if (json) cli.print(JSON.stringify({ internal, external: others }, null, 2));
    else
      cli.print(
        [describeInternal(internal), ...(others === null ? [] : [describeOthers(others)])].join('\n\n'),
      );
    const within = internal.broken.length;
    const elsewhere = others?.links.filter(({ verdict }) => verdict === 'broken').length ?? 0;
    if (within + elsewhere > 0) throw deadLinks(within, elsewhere);
  });
}

/** Ctrl-C ends the work, and what was found by then is told. npm passes it on, so that it may come twice. */
async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

type OtherLink = CheckedLink & Pick<ExternalLink, 'from' | 'isCut'>;

type OtherLinks = {
  /** How many addresses were to be asked. */
  found: number;
  /** Whether the pages hold more of them. */
  isCut: boolean;
  isStopped: boolean;
  counts: Partial<Record<Verdict, number>>;
  /** Those that were asked. */
  links: OtherLink[];
};

type Checking = { config: Config; limit: number; signal: AbortSignal };

async function checkOthers(cli: Cli, { config, limit, signal }: Checking): Promise<OtherLinks> {
  const progress = createProgress(cli);
  try {
    const { isCut, links } = await findExternalLinks({
      config,
      limit,
      signal,
      onPage: (done, total) => progress.show('reading pages', done, total),
    });
    const checked = await checkLinks(
      links.map(({ url }) => url),
      {
        siteUrl: config.siteUrl,
        allowHosts: config.linkCheckAllowHosts,
        signal,
        onChecked: (done) => progress.show('asking', done, links.length),
      },
    );
    const answers = new Map(checked.map((link) => [link.url, link]));
    const told = links.flatMap(({ from, isCut: isFromCut, url }): OtherLink[] => {
      const answer = answers.get(url);
      return answer === undefined ? [] : [Object.assign(answer, { from, isCut: isFromCut })];
    });
    const counts = Object.fromEntries(
      VERDICTS.map((verdict) => [verdict, told.filter((link) => link.verdict === verdict).length]),
    );
    return { found: links.length, isCut, isStopped: signal.aborted, counts, links: told.sort(inOrder) };
  } finally {
    progress.end();
  }
}

function inOrder(a: CheckedLink, b: CheckedLink): number {
  const worse = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  return worse === 0 ? (a.url < b.url ? -1 : 1) : worse;
}

/** Beyond these a terminal scrolls away what matters; JSON has all of them. */
const SHOWN_MAX = 200;
const PAGES_SHOWN_MAX = 5;

function describeInternal({ broken, isCut, outOfDate, pages, publication }: InternalLinks): string {
  const lookedAt = `${countOf(pages, 'page', 'pages')} looked at, as of publication ${publication}`;
  const rows = broken.map(({ anchor, from, path, ...link }) => [
    `${path}${anchor === null ? '' : `#${anchor}`}`,
    pagesOf({ from, isCut: link.isCut }),
  ]);
  const behind =
    outOfDate === 0
      ? ''
      : ` ${countOf(outOfDate, 'page is', 'pages are')} being rendered again: check again in a moment.`;
  if (rows.length === 0) return `${lookedAt}: no broken links.${behind}`;
  const count = countOf(broken.length, 'broken link', 'broken links');
  return [
    table([['leads nowhere', 'on'], ...rows.slice(0, SHOWN_MAX)]),
    ...moreThanShown(rows.length),
    `${lookedAt}: ${count}${isCut ? ' and more' : ''}.${behind}`,
  ].join('\n');
}

function describeOthers({ counts, found, isCut, isStopped, links }: OtherLinks): string {
  if (found === 0 && !isStopped) return 'No page links to another site.';
  const wrong = links.filter(({ verdict }) => verdict !== 'ok');
  const parts = Object.entries(counts).flatMap(([verdict, count]) =>
    count === 0 ? [] : [`${count} ${verdict}`],
  );
  const some = links.length < found ? `${links.length} of ` : '';
  const checked = `${some}${countOf(found, 'address', 'addresses')} of other sites checked`;
  return [
    ...wrong.slice(0, SHOWN_MAX).map(describeOther),
    ...moreThanShown(wrong.length),
    `${checked}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`,
    ...(isStopped ? ['It was stopped before the end.'] : []),
    ...(isCut ? ['The pages hold more addresses: --limit asks for more of them.'] : []),
    ...(counts['private'] === 0
      ? []
      : ['Nobody was asked for what is private: LINK_CHECK_ALLOW_HOSTS names what may be reached inside.']),
  ].join('\n');
}

function describeOther({ detail, movedTo, url, verdict, ...held }: OtherLink): string {
  const said = movedTo === null ? detail : `It is at ${movedTo} now.`;
  return `${verdict.padEnd(VERDICT_WIDTH)}  ${url}\n${' '.repeat(VERDICT_WIDTH)}  ${said} On ${pagesOf(held)}`;
}

const VERDICT_WIDTH = Math.max(...VERDICTS.map(({ length }) => length));

function moreThanShown(count: number): string[] {
  return count > SHOWN_MAX ? [`… and ${count - SHOWN_MAX} more: --json`] : [];
}

function pagesOf({ from, isCut }: Pick<DeadLink, 'from' | 'isCut'>): string {
  const shown = from.slice(0, PAGES_SHOWN_MAX);
  return `${shown.join(', ')}${isCut || from.length > shown.length ? ' and more' : ''}`;
}

function deadLinks(within: number, elsewhere: number): AppError {
  const places = [
    ...(within === 0 ? [] : [`${within} within the site`]),
    ...(elsewhere === 0 ? [] : [`${elsewhere} to other sites`]),
  ];
  return new AppError(
    'dead-links',
    `Links lead nowhere: ${places.join(', ')}. Change them on the pages that hold them, or give an address of the site that is gone a redirect.`,
  );
}
