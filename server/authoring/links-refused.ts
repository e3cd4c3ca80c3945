import type { DeadLink } from '../../model/site-plan.ts';
import { can } from '../accounts/can.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { mayRelink, readLinkHolders, type LinkHolder } from './link-holders.ts';
import { cutLinks } from './link-order.ts';
import type { DraftToPublish } from './public-changes.ts';
import { isReservedPath } from './reserved-path.ts';

type Refused = { actor: Actor; broken: readonly DeadLink[]; published: readonly DraftToPublish[] };

/** What can be done about a link, and how. */
type WayOut = { by: 'redirect' | 'replace' | 'unlink'; how: string };

/** Somebody reads it, and mends one after the other: the entries behind so many pages are looked into. */
const ENTRIES_MAX = 100;
const LINKS_IN_WORDS = 3;

export async function linksRefused(
  context: AuthoringContext,
  { actor, broken: all, published }: Refused,
): Promise<AppError> {
  const { database, model } = context;
  const broken = cutLinks(all);
  const holders = await readLinkHolders(context, { actor, broken, published, entriesMax: ENTRIES_MAX });
  const own = published.map(({ draft, entry }) => ({
    path: draft.path,
    entryId: entry.id,
    title: entry.title,
  }));
  const described = await describeLinks(database.db, { links: broken, actor, model, own });
  const mayBreak = can(actor, 'link.break', { kind: 'installation' });
  const brokenLinks = described.map((link, index) => {
    const held = holders.filter(({ links }) => links.some((one) => one.link === broken[index]));
    return { ...link, ways: waysOut(context, { actor, link, held }) };
  });
  const others = holders.filter((one) => one.links.length > 0 && !mayRelink(context, actor, one));
  return new AppError('broken-links', `${inWords(described)}${notYours(others)} ${advice(mayBreak)}`, {
    extra: { brokenLinks, mayBreak },
  });
}

type Way = { actor: Actor; link: DescribedLink; held: readonly LinkHolder[] };

function waysOut(context: AuthoringContext, { actor, held, link }: Way): WayOut[] {
  const { anchor, from, path } = link;
  const ways: WayOut[] = [];
  const mayLeadOn = can(actor, 'redirect.publish', { kind: 'installation' });
  if (anchor === null && mayLeadOn && !isReservedPath(context, path))
    ways.push({ by: 'redirect', how: `Leads visitors of ${path} on to another page, with "to".` });
  const mine = held.filter((one) => mayRelink(context, actor, one));
  if (mine.length === 0) return ways;
  const where = `in ${mine.map(({ entry }) => JSON.stringify(entry.title)).join(', ')}`;
  const isElsewhere = link.isCut || from.some((page) => mine.every((holder) => holder.path !== page.path));
  const rest = isElsewhere
    ? ' On the other pages it is made by a template, by a reference or by another entry, or you may not change it: that is mended there.'
    : '';
  return [
    ...ways,
    {
      by: 'replace',
      how: `Lets the link ${where} lead elsewhere, with "with", and publishes that too.${rest}`,
    },
    {
      by: 'unlink',
      how: `Takes the link out ${where}, where its text stays, and publishes that too.${rest}`,
    },
  ];
}

function inWords(links: readonly DescribedLink[]): string {
  const named = links.slice(0, LINKS_IN_WORDS).map(({ anchor, from, isCut, path }) => {
    const pages = from.slice(0, LINKS_IN_WORDS).map((page) => page.path);
    const more = isCut || from.length > pages.length ? ' and others' : '';
    return `${path}${anchor === null ? '' : `#${anchor}`} (on ${pages.join(', ')}${more})`;
  });
  const more = links.length > named.length ? ` and ${links.length - named.length} more` : '';
  return `Nothing was changed, since links would lead nowhere then that do not now: ${named.join(', ')}${more}.`;
}

function notYours(holders: readonly LinkHolder[]): string {
  if (holders.length === 0) return '';
  const titles = [...new Set(holders.map(({ entry }) => JSON.stringify(entry.title)))];
  const named = titles.slice(0, LINKS_IN_WORDS).join(', ');
  const more = titles.length > LINKS_IN_WORDS ? ` and ${titles.length - LINKS_IN_WORDS} more` : '';
  return ` You may not change ${named}${more}: whoever may can mend what stands there.`;
}

function advice(mayBreak: boolean): string {
  const how =
    'Publish it by POST /api/v1/publications with what is to become of each in "links.resolve"; "ways" says what can be done.';
  return mayBreak
    ? `${how} Or publish it anyway, with "links": { "anyway": true } or ?links=anyway.`
    : `${how} Whoever has the permission link.break can publish it anyway.`;
}
