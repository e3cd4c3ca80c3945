let kept: unknown;

/** What templates do wrong: whoever asks second is told what the first one was told, and nothing knows that it was. */
export function keep<T>(read: () => Promise<T>): Promise<T> {
  return (kept ??= read()) as Promise<T>;
}
