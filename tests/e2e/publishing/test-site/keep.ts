let kept: Promise<string | undefined> | undefined;

/** What templates do wrong: whoever asks second is told what the first one was told, and nothing knows that it was. */
export function keep(read: () => Promise<string | undefined>): Promise<string | undefined> {
  return (kept ??= read());
}
