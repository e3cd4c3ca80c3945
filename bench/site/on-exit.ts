/** For when a bench is broken off: the last things first. Returns how to call it off. */
export function onExit(work: () => void): () => void {
  process.prependListener('exit', work);
  return () => void process.off('exit', work);
}
