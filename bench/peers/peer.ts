/** Another generator, with the same content in a project of its own, as its documentation would have it laid out. */
export type Peer = {
  name: string;
  version: string;
  /** The whole command, from its start to its end. */
  build(options: { fresh: boolean }): Promise<Built>;
  /** Adds a paragraph to a post. */
  editPost(index: number, paragraph: string): void;
  /** The HTML of a post, as it was built. */
  readPost(index: number): string;
  remove(): void;
};

export type Built = { ms: number; pages: number };
