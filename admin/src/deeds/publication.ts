import { plural, t } from '@lingui/core/macro';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { Publication } from '../../../model/api/publication.ts';
import { api } from '../api/api.ts';
import { entryTitle } from '../content/entry-title.ts';
import { inWords } from '../problems/explain.ts';

export type Change = 'publish' | 'withdraw';

const POLL_INTERVAL_MS = 150;
/** Past this the publication is safe all the same: the screen only stops waiting for it. */
const PATIENCE_MS = 15_000;

/** Commits the change and waits until visitors get it; answers with a sentence that says what has happened. */
export async function changeAndWait(
  entry: EntrySummary,
  change: Change,
  { links }: { /** Whatever becomes of links to it. */ links?: 'anyway' } = {},
): Promise<string> {
  const seen = { id: entry.id, ifMatch: entry.draftVersionId, query: { links } };
  const accepted = await (change === 'publish' ? api.publishEntry(seen) : api.withdrawEntry(seen));
  const { publication } = accepted.body;
  const title = entryTitle(entry);
  if (publication === null) return t`“${title}” was public already, just as it is.`;
  const live = await inOwnWords(await waitForVisitors(publication.seq));
  return change === 'publish' ? publishedWords(title, live) : withdrawnWords(title, live);
}

type Live = Publication | null;

/** With the reason in the language of the screen. */
async function inOwnWords(live: Live): Promise<Live> {
  if (live === null || live.reason === null) return live;
  const { detail } = live.reason;
  return {
    ...live,
    reason: { ...live.reason, detail: (await inWords({ code: 'template-failed', detail })) ?? detail },
  };
}

function publishedWords(title: string, live: Live): string {
  const detail = live?.reason?.detail ?? '';
  if (live === null)
    return t`“${title}” is published. Visitors will see it as soon as the site has been rendered.`;
  if (live.state === 'withheld') return t`“${title}” is published, but held back. ${detail}`;
  if (live.state === 'held')
    return t`“${title}” is published. The site is held at an earlier release: visitors see it once somebody resumes.`;
  if (live.state === 'superseded')
    return t`“${title}” was published, and something else has taken its place. ${detail}`;
  return `${t`“${title}” is published.`} ${addressesWords(live)}`;
}

function withdrawnWords(title: string, live: Live): string {
  const detail = live?.reason?.detail ?? '';
  if (live === null)
    return t`“${title}” is withdrawn. Visitors will see it as soon as the site has been rendered.`;
  if (live.state === 'held')
    return t`“${title}” is withdrawn. The site is held at an earlier release: visitors see it once somebody resumes.`;
  if (live.state === 'superseded')
    return t`“${title}” was withdrawn, and something else has taken its place. ${detail}`;
  return `${t`“${title}” is withdrawn.`} ${addressesWords(live)}`;
}

function addressesWords({ changedUrls, reason }: Publication): string {
  const count = changedUrls.length;
  const changed = plural(count, {
    one: 'Visitors see it: # address changed.',
    other: 'Visitors see it: # addresses changed.',
  });
  return reason === null ? changed : `${changed} ${reason.detail}`;
}

/** Until it is known what becomes of it; null when patience ran out. */
async function waitForVisitors(seq: number): Promise<Publication | null> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const { body: publication } = await api.readPublication({ seq });
    if (publication.state !== 'accepted') return publication;
    if (performance.now() > giveUpAt) return null;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}
