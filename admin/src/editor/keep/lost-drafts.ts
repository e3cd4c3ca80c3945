import { canonicalJson } from '../../../../model/canonical-json.ts';
import type { FieldRecord } from '../../../../model/fields.ts';
import { mergeContent } from '../../../../model/merge/merge-content.ts';
import type { Content, KeptDraft } from './kept-draft.ts';
import { SILENT_MS } from './window-lock.ts';

type Looking = {
  kept: readonly KeptDraft[];
  userId: string;
  living: ReadonlySet<string> | null;
  now: number;
};

type Finding = Looking & { windowId: string };

export type Lost = {
  /** This window's own, of when it had the entry open before: nobody needs to be asked. */
  own: KeptDraft | null;
  /** Of windows that are gone, the last one first. */
  ofOthers: readonly KeptDraft[];
  /** Of windows that live: their words are on their way. */
  ofLiving: readonly KeptDraft[];
};

export function findLost({ kept, living, now, userId, windowId }: Finding): Lost {
  const mine = kept.filter((draft) => draft.userId === userId);
  const isGone = (draft: KeptDraft): boolean =>
    living === null ? now - Date.parse(draft.keptAt) > SILENT_MS : !living.has(draft.windowId);
  const others = mine.filter((draft) => draft.windowId !== windowId);
  return {
    own: mine.find((draft) => draft.windowId === windowId) ?? null,
    ofOthers: others.filter(isGone).sort((one, other) => other.keptAt.localeCompare(one.keptAt)),
    ofLiving: others.filter((draft) => !isGone(draft)),
  };
}

/** Of each entry, those of windows that are gone: the last of them, the last one first. */
export function lostByEntry({ kept, living, now, userId }: Looking): readonly KeptDraft[] {
  // No window is called so.
  const { ofOthers } = findLost({ kept, living, now, userId, windowId: '' });
  return ofOthers.filter(
    ({ entryId }, place) => ofOthers.findIndex((draft) => draft.entryId === entryId) === place,
  );
}

/** Whether the content has everything that the draft would bring: it was saved, and the window went before it heard so. */
export function hasAll(
  fields: FieldRecord,
  { draft, content }: { draft: KeptDraft; content: Content },
): boolean {
  const { base, content: ours } = draft;
  const inItsForm = mergeContent(fields, { before: base.sent, ours, theirs: base.stored }).content;
  const merged = mergeContent(fields, { before: base.stored, ours: inItsForm, theirs: content });
  return merged.conflicts.length === 0 && canonicalJson(merged.content) === canonicalJson(content);
}
