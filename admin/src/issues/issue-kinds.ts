/** What the content model says of a value that somebody has typed, always in English; the parts are what differs. */
const KINDS = {
  missing: /^Must be filled in\.$/,
  emptyRow: /^Must be filled in or removed\.$/,
  tooShort: /^Needs at least (\d+) characters, has (\d+)\.$/,
  tooLong: /^Takes at most (\d+) characters(?: in a draft)?, has (\d+)\.$/,
  endless: /^The text has \d+ characters, more than the (\d+) allowed\.$/,
  otherPattern: /^Does not match the pattern (.*)\.$/s,
  notSlug: /^Expected lower-case letters, digits and single hyphens/,
  accentsApart: /^Expected letters and their accents as one/,
  longSlug: /^Takes at most \d+ bytes of UTF-8, has \d+\.$/,
  lineBreak: /^Expected a single line, found a line break\.$/,
  oddCharacter: /^The text holds (?:half a|a control) character/,
  notNumber: /^Expected a number, found/,
  notWhole: /^Expected a whole number\.$/,
  tooSmall: /^Must be (\S+) or more\.$/,
  tooLarge: /^Must be (\S+) or less\.$/,
  tooEarly: /^Must be (\S+) or later\.$/,
  tooLate: /^Must be (\S+) or earlier\.$/,
  notDay: /^Expected a day of the calendar/,
  notMoment: /^Expected a moment in UTC/,
  otherChoice: /^Expected one of: (.*)\.$/s,
  twice: /^Is in the list already\.$/,
  tooFew: /^Needs at least (\d+), has (\d+)\.$/,
  tooMany: /^Takes at most (\d+), has (\d+)\.$/,
} as const;

export type IssueKind = keyof typeof KINDS;

/** Null for what nobody can type into a form. */
export function kindOfIssue(message: string): { kind: IssueKind; parts: string[] } | null {
  for (const [kind, said] of Object.entries(KINDS)) {
    const [whole, ...parts] = said.exec(message) ?? [];
    if (whole !== undefined) return { kind: kind as IssueKind, parts };
  }
  return null;
}
