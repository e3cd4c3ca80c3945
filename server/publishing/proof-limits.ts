/**
 * Of a change that reaches more pages than this, the others are rendered by the round that follows, on all cores: while something is laid over the
 * content cache, one worker alone renders.
 */
export const PROVEN_PAGES_MAX = 48;

/** Beyond those: what they lead to for the first time, and nobody has looked at. One link in a menu is on all of them. */
export const LED_TO_MAX = 20;

/** Its author waits for it, and whoever else publishes: a page that takes so long is refused. */
export const PROVEN_PAGE_TIMEOUT_MS = 2_000;
