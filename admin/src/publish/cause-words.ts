import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What the template of a page asks for, by how a plan writes it. */
const CAUSES: readonly (readonly [RegExp, MessageDescriptor])[] = [
  [/^new$/, msg`It is new.`],
  [/^list of /, msg`It lists entries, and the list is another one.`],
  [/^number of /, msg`It counts entries.`],
  [/^neighbours of /, msg`It leads to what comes before or after.`],
  [/^values of /, msg`It lists what entries have in common, such as tags.`],
  [/^entries that name /, msg`It lists what refers to an entry.`],
  [
    /^address of /,
    msg`It leads to an entry that moves, comes or goes: where one goes, the words stay and the link does not.`,
  ],
  [/^translations of /, msg`It leads to translations.`],
  [/^media file /, msg`It shows a picture or a file.`],
  [/^redirect at /, msg`An address leads on.`],
  [/^the (?:hour|day|year)$/, msg`It depends on the date.`],
  [/^when .* was last published$/, msg`It says when something was published last.`],
  [/, as lists show it$/, msg`It shows an entry in short.`],
  [/^[\w-]+ (?:"|at \/|\(|[\da-f]{8}-)/, msg`It shows this entry.`],
];

/** Why a page changes, in a sentence; null where nobody has a better word than the plan. */
export function causeWords(cause: string): MessageDescriptor | null {
  return CAUSES.find(([pattern]) => pattern.test(cause))?.[1] ?? null;
}
