/** Of the keys, not of the eyes: whoever types goes on sooner. */
export const TYPING_PAUSE_MS = 150;
