/** A cache in front of the site, told what it has to forget. */
export type Cdn = {
  /** In words for people, such as `Cloudflare zone 4f…`. */
  name: string;
  /** How many addresses one request may name, how many requests may be under way, and how many may begin within a second. */
  limits: { urls: number; requests: number; perSecond: number };
  /** Full addresses of the site. What it holds under none of them is no failure. */
  purge(urls: readonly string[], options: { signal: AbortSignal }): Promise<void>;
};

/** It may take it a little later: after so long, or whenever it is asked again. */
export class TryLater extends Error {
  readonly afterMs: number | null;

  constructor(message: string, { afterMs }: { afterMs: number | null }) {
    super(message);
    this.name = 'TryLater';
    this.afterMs = afterMs;
  }
}
