import type { DeadLink, LinkWay } from '../../model/site-plan.ts';
import { can } from '../accounts/can.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { mayRelink, readLinkHolders, type LinkHolder } from './link-holders.ts';
import { cutLinks } from './link-order.ts';
import type { DraftToPublish } from './public-changes.ts';
import { isReservedPath } from './reserved-path.ts';

/** What was asked for. Not all of it takes along what is to become of the links. */
export type WithLinks =
  | 'publication'
  | 'withdrawal'
  | 'one-of-many'
  | 'withdrawn-of-many'
  | 'trashed-of-many'
  | 'schedule'
  | 'moved-schedule'
  | 'redirect'
  | 'trash'
  | 'revert';

type Refused = {
  actor: Actor;
  broken: readonly DeadLink[];
  published: readonly DraftToPublish[];
  what: WithLinks;
};

/** What can be done about a link, and how. */
type WayOut = { by: LinkWay; how: string };

/** Somebody reads it, and mends one after the other: the entries behind so many pages are looked into. */
const ENTRIES_MAX = 100;
const LINKS_IN_WORDS = 3;

export async function linksRefused(context: AuthoringContext, refused: Refused): Promise<AppError> {
  const { actor, what } = refused;
  const { brokenLinks, holders } = await findWaysOut(context, refused);
  const mayBreak = can(actor, 'link.break', { kind: 'installation' });
  const others = holders.filter((one) => one.links.length > 0 && !mayRelink(context, actor, one));
  const detail = `${inWords(brokenLinks)}${notYours(others)} ${advice(what, mayBreak)}`;
  return new AppError('broken-links', detail, { extra: { brokenLinks, mayBreak } });
}

/** The same of what is only planned, link for link; nothing for those that are more than are settled by hand. */
export async function waysOfPlanned(
  context: AuthoringContext,
  planned: Omit<Refused, 'what'>,
): Promise<LinkWay[][]> {
  const { brokenLinks } = await findWaysOut(context, { ...planned, what: 'publication' });
  // Where nobody looks at links, none is changed either.
  const isOff = context.linkGate === 'off';
  return planned.broken.map((_link, index) => {
    const ways = brokenLinks[index]?.ways.map(({ by }) => by) ?? [];
    return ways.filter((by) => by === 'redirect' || !isOff);
  });
}

async function findWaysOut(context: AuthoringContext, { actor, broken: all, published, what }: Refused) {
  const { database, model } = context;
  const broken = cutLinks(all);
  const holders = await readLinkHolders(context, { actor, broken, published, entriesMax: ENTRIES_MAX });
  const own = published.map(({ draft, entry }) => ({
    path: draft.path,
    entryId: entry.id,
    collection: entry.collection,
    title: entry.title,
  }));
  const described = await describeLinks(database.db, { links: broken, actor, model, own });
  const brokenLinks = described.map((link, index) => {
    const held = holders.filter(({ links }) => links.some((one) => one.link === broken[index]));
    const { anchor, from, isCut, path } = link;
    return { path, anchor, from, isCut, ways: waysOut(context, { actor, link, held, what }) };
  });
  return { brokenLinks, holders };
}

type Way = { actor: Actor; link: DescribedLink; held: readonly LinkHolder[]; what: WithLinks };

function waysOut(context: AuthoringContext, { actor, held, link, what }: Way): WayOut[] {
  const { anchor, from, path } = link;
  const { mends, redirect } = WORDS[what];
  const ways: WayOut[] = [];
  const mayLeadOn = can(actor, 'redirect.publish', { kind: 'installation' });
  if (redirect !== null && anchor === null && mayLeadOn && !isReservedPath(context, path))
    ways.push({ by: 'redirect', how: `Leads visitors of ${path} on to another page, ${redirect}.` });
  const mine = held.filter((one) => mayRelink(context, actor, one));
  if (mine.length === 0) return ways;
  const where = `in ${mine.map(({ entry }) => JSON.stringify(entry.title)).join(', ')}`;
  const isElsewhere = link.isCut || from.some((page) => mine.every((holder) => holder.path !== page.path));
  const rest = isElsewhere
    ? ' On the other pages it is made by a template, by a reference or by another entry, or you may not change it: that is mended there.'
    : '';
  const replace = mends === 'along' ? ', with "with"' : '';
  const mended = MENDED[mends];
  return [
    ...ways,
    { by: 'replace', how: `Lets the link ${where} lead elsewhere${replace}${mended}.${rest}` },
    { by: 'unlink', how: `Takes the link out ${where}, where its text stays${mended}.${rest}` },
  ];
}

const MENDED = {
  along: ', and publishes that too',
  before: ': save and publish that before',
  scheduled: ': save that and name it in "entries" of the schedule as well, or publish it before',
};

type Words = {
  /** Where a redirect in place of what goes is asked for; null: what goes is still there, and no redirect can be set on it before. */
  redirect: string | null;
  /** Whether the links are changed by the same request, by entries that are scheduled together with it, or before. */
  mends: keyof typeof MENDED;
  /** How it is done with what "ways" says. */
  settle: string;
  /** How it is done all the same, for those who may. */
  anyway: string;
  doIt: string;
};

const RESOLVED = 'by POST /api/v1/publications with what is to become of each in "links.resolve"';
const BODY = 'with "links": { "anyway": true }';
const QUERY = 'with ?links=anyway';
const OF_MANY = 'with "links": "anyway"';

const PUBLICATION: Words = {
  redirect: 'with "to"',
  mends: 'along',
  settle: `Publish it ${RESOLVED}; "ways" says what can be done.`,
  anyway: `${BODY} or ?links=anyway`,
  doIt: 'publish it',
};

const WITHDRAWAL: Words = {
  ...PUBLICATION,
  settle: `Withdraw it ${RESOLVED}; "ways" says what can be done.`,
  doIt: 'withdraw it',
};

const TRASH: Words = {
  ...PUBLICATION,
  settle: `Withdraw it first, ${RESOLVED}; "ways" says what can be done.`,
  anyway: QUERY,
  doIt: 'move it to the trash',
};

const WORDS: Record<WithLinks, Words> = {
  publication: PUBLICATION,
  withdrawal: WITHDRAWAL,
  'one-of-many': { ...PUBLICATION, anyway: OF_MANY },
  'withdrawn-of-many': { ...WITHDRAWAL, anyway: OF_MANY },
  'trashed-of-many': { ...TRASH, anyway: OF_MANY },
  trash: TRASH,
  schedule: {
    redirect: null,
    mends: 'scheduled',
    settle:
      'Mend the links first, or for the same moment; "ways" says what can be done. Or publish it now, with what is to become of each in "links.resolve".',
    anyway: `${BODY} (on the command line: --links-anyway)`,
    doIt: 'schedule it',
  },
  'moved-schedule': {
    redirect: null,
    mends: 'before',
    settle: 'Mend the links first; "ways" says what can be done.',
    anyway: BODY,
    doIt: 'move it',
  },
  redirect: {
    redirect: 'by PUT /api/v1/redirects',
    mends: 'before',
    settle: 'Let the redirect lead to a page, or mend the links first; "ways" says what can be done.',
    anyway: QUERY,
    doIt: 'change it',
  },
  revert: {
    redirect: null,
    mends: 'before',
    settle:
      'Mend the links first; "ways" says what can be done. Or publish and withdraw the entries by themselves.',
    anyway: `${QUERY} (on the command line: --links-anyway)`,
    doIt: 'take it back',
  },
};

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

function advice(what: WithLinks, mayBreak: boolean): string {
  const { anyway, doIt, settle } = WORDS[what];
  return mayBreak
    ? `${settle} Or ${doIt} anyway, ${anyway}.`
    : `${settle} Whoever has the permission link.break can ${doIt} anyway.`;
}
