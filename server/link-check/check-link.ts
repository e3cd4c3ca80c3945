import type { Reply } from './ask.ts';
import type { PoliteAsk } from './polite-ask.ts';
import { isSettled, judge, type Judgement, type Verdict } from './verdict.ts';

export type CheckedLink = {
  url: string;
  verdict: Verdict;
  /** Of the last answer; null where none came. */
  status: number | null;
  detail: string;
  /** Of what has moved for good: the address to link to. */
  movedTo: string | null;
};

const REDIRECTS_MAX = 5;
const LEADS_ON = new Set([301, 302, 303, 307, 308]);
const FOR_GOOD = new Set([301, 308]);

/** Follows where the address leads. Each hop is an address like the first one: judged, and asked in its host's turn. */
export async function checkLink(url: string, polite: PoliteAsk): Promise<CheckedLink> {
  let at = new URL(url);
  let isForGood = true;
  let movedTo: string | null = null;
  for (let redirects = 0; ; redirects += 1) {
    const reply = await askFor(at, polite);
    const status = reply.kind === 'answered' ? reply.status : null;
    const end = ({ detail, verdict }: Judgement): CheckedLink => {
      const where = redirects === 0 ? '' : `It leads to ${at.href}: `;
      const isMoved = verdict === 'ok' && movedTo !== null;
      return {
        url,
        verdict: isMoved ? 'moved' : verdict,
        status,
        detail: `${where}${detail}`,
        movedTo: isMoved ? movedTo : null,
      };
    };
    if (reply.kind !== 'answered' || !LEADS_ON.has(reply.status)) return end(judge(reply));
    const next = URL.parse(reply.location ?? '', at.href);
    if (reply.location === null || next === null)
      return end({
        verdict: 'unsure',
        detail: `It answered ${reply.status}, and does not say where it leads.`,
      });
    if (redirects === REDIRECTS_MAX)
      return end({ verdict: 'unsure', detail: `It leads on, and did so ${REDIRECTS_MAX} times before.` });
    isForGood &&= FOR_GOOD.has(reply.status);
    if (isForGood) movedTo = next.href;
    at = next;
  }
}

/** HEAD asks for no more than the answer itself. What is read after it, and be it a byte, is read where robots.txt lets programs read. */
async function askFor(url: URL, { ask, robotsOf }: PoliteAsk): Promise<Reply> {
  const robots = await robotsOf(url);
  if ('kind' in robots) return robots;
  const reply = await ask({ url, method: 'HEAD' });
  if (isSettled(reply)) return reply;
  if (robots.mayRead(`${url.pathname}${url.search}`))
    return await ask({ url, method: 'GET', headers: { Range: 'bytes=0-0' } });
  const answered = reply.kind === 'answered' ? `It answered ${reply.status} to HEAD` : reply.message;
  return { kind: 'failed', message: `${answered}, and robots.txt there asks programs to read no more.` };
}
