/** What a site asks of programs (RFC 9309). */
export type Robots = {
  /** Of a path with its query. */
  mayRead(path: string): boolean;
  crawlDelayMs: number;
};

/** As the robots.txt of a site names us. */
const OWN_NAME = 'stillpress';

export const ALL_ALLOWED: Robots = { mayRead: () => true, crawlDelayMs: 0 };
export const NONE_ALLOWED: Robots = { mayRead: () => false, crawlDelayMs: 0 };

/** The lines for us, or else those for everybody. Of two rules the longer one holds. */
export function readRobots(text: string): Robots {
  const groups = groupsOf(text);
  const named = (name: string): Line[] =>
    groups.filter(({ agents }) => agents.includes(name)).flatMap(({ lines }) => lines);
  const own = named(OWN_NAME);
  const lines = own.length > 0 ? own : named('*');
  const rules = lines.filter(({ name, value }) => /^(dis)?allow$/.test(name) && value !== '');
  const delay = lines.find(({ name }) => name === 'crawl-delay')?.value ?? '';
  return {
    mayRead: (path) => {
      let decisive = { name: 'allow', value: '' };
      for (const rule of rules) {
        const isLonger = rule.value.length > decisive.value.length;
        const isAsLong = rule.value.length === decisive.value.length && rule.name === 'allow';
        if ((isLonger || isAsLong) && matches(path, rule.value)) decisive = rule;
      }
      return decisive.name === 'allow';
    },
    crawlDelayMs: /^\d{1,6}(\.\d+)?$/.test(delay) ? Number(delay) * 1000 : 0,
  };
}

type Line = { name: string; value: string };
type Group = { agents: string[]; lines: Line[] };

/** Names of programs that follow one another share the lines behind them. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const [said = ''] = line.split('#', 1);
    const colon = said.indexOf(':');
    if (colon === -1) continue;
    const name = said.slice(0, colon).trim().toLowerCase();
    const value = said.slice(colon + 1).trim();
    const last = groups.at(-1);
    if (name !== 'user-agent') last?.lines.push({ name, value });
    else if (last?.lines.length === 0) last.agents.push(value.toLowerCase());
    else groups.push({ agents: [value.toLowerCase()], lines: [] });
  }
  return groups;
}

/** `*` stands for anything, and `$` at the end for the end. By hand: a pattern of strangers must not keep a regular expression busy. */
function matches(path: string, pattern: string): boolean {
  const isWhole = pattern.endsWith('$');
  const [first = '', ...others] = (isWhole ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = others.pop();
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  if (last === undefined) return !isWhole || at === path.length;
  return isWhole ? path.length - last.length >= at && path.endsWith(last) : path.includes(last, at);
}
