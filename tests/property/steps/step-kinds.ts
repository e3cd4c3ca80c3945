import { burst } from './burst.ts';
import { changeLinks } from './change-links.ts';
import { createEntryStep } from './create-entry.ts';
import { deleteCache } from './delete-cache.ts';
import { deleteTarget } from './delete-target.ts';
import { editEntry } from './edit-entry.ts';
import { moveEntry } from './move-entry.ts';
import { publishBundle } from './publish-bundle.ts';
import { rebuild } from './rebuild.ts';
import { restartPublisher } from './restart-publisher.ts';
import { saveDraftStep } from './save-draft.ts';
import type { StepKind } from './step.ts';
import { swapSlugs } from './swap-slugs.ts';
import { switchTemplates } from './switch-templates.ts';
import { translateEntry } from './translate-entry.ts';
import { withdrawEntriesStep } from './withdraw-entries.ts';

/** By the name that stands in a printed sequence. */
export const STEP_KINDS: Readonly<Record<string, StepKind>> = {
  burst,
  'change-links': changeLinks,
  'create-entry': createEntryStep,
  'delete-cache': deleteCache,
  'delete-target': deleteTarget,
  'edit-entry': editEntry,
  'move-entry': moveEntry,
  'publish-bundle': publishBundle,
  rebuild,
  'restart-publisher': restartPublisher,
  'save-draft': saveDraftStep,
  'swap-slugs': swapSlugs,
  'switch-templates': switchTemplates,
  'translate-entry': translateEntry,
  'withdraw-entries': withdrawEntriesStep,
};
