export type Content = Readonly<Record<string, unknown>>;

/** What the server has, as far as this window knows. */
export type Base = {
  versionId: string;
  /** What was sent; the server may have brought it into another form. */
  sent: Content;
  stored: Content;
};

/** One save, as it is sent: under its key it is done once, however often that is. */
export type Sending = { key: string; content: Content; versionId: string };

/** What somebody has typed in a window, and what it came from. */
export type KeptDraft = {
  entryId: string;
  windowId: string;
  /** On a machine that several people use, nobody is offered another one's. */
  userId: string;
  base: Base;
  content: Content;
  keptAt: string;
  /** What was on its way, and may have been taken or not. */
  unanswered: Sending | null;
};

/** Where drafts are kept on this device until the server has them. */
export type DraftShelf = {
  put(draft: KeptDraft): Promise<void>;
  remove(draft: Pick<KeptDraft, 'entryId' | 'windowId'>): Promise<void>;
  listOf(entryId: string): Promise<KeptDraft[]>;
  listAll(): Promise<KeptDraft[]>;
};
