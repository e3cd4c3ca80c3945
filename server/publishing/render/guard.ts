/** Asked before something that answers differently each time. Returns where the call may go through, and throws where it may not. */
export type Guard = (what: string, why: string) => void;

export const USE_CLOCK =
  "The page would be different each time it is rendered. Use a date of an entry, or `clock('day')` from site/content.ts, which renders the page anew when the day changes";
export const USE_CONTENT =
  'The page would be different each time it is rendered. Derive the value from the content, such as from an id';
export const USE_MODEL =
  'Nothing would tell when the answer changes. Put the data into the content model, or fetch it in the browser';
