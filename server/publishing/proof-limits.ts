/**
 * Of a change that reaches more pages than this, the others are rendered by the round that follows, on all cores: while something is laid over the
 * content cache, one worker alone renders.
 */
export const PROVEN_PAGES_MAX = 48;

/** Beyond those: what they lead to for the first time, and nobody has looked at. One link in a menu is on all of them. */
export const LED_TO_MAX = 20;

/** Its author waits for it, and whoever else publishes: a page that takes so long is refused. */
export const PROVEN_PAGE_TIMEOUT_MS = 2_000;

/**
 * Beyond those: what changes and leads to something that goes, or is what goes. Only pages that seem to hold a dead link are, and they are rendered so that
 * nobody is refused for a link that goes with the menu.
 */
export const CLOSER_PAGES_MAX = 1_000;

/** Somebody waits who is going to be refused, or has nearly been. A worker that has to begin anew takes seconds on a busy machine. */
export const CLOSER_LOOK_MS = 20_000;
