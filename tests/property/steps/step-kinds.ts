import { burst } from './burst.ts';
import { changeLinks } from './change-links.ts';
import { collectGarbageStep } from './collect-garbage.ts';
import { createEntryStep } from './create-entry.ts';
import { deleteCache } from './delete-cache.ts';
import { deleteTarget } from './delete-target.ts';
import { editEntry } from './edit-entry.ts';
import { holdSite } from './hold-site.ts';
import { letGo } from './let-go.ts';
import { moveClock } from './move-clock.ts';
import { moveEntry } from './move-entry.ts';
import { publishAsPlanned } from './publish-as-planned.ts';
import { publishBundle } from './publish-bundle.ts';
import { publishMediaStep } from './publish-media.ts';
import { publishWhileAway } from './publish-while-away.ts';
import { publishWhileRendering } from './publish-while-rendering.ts';
import { rebuild } from './rebuild.ts';
import { removeRedirectStep } from './remove-redirect.ts';
import { restartPublisher } from './restart-publisher.ts';
import { revertPublicationStep } from './revert-publication.ts';
import { saveDraftStep } from './save-draft.ts';
import { setRedirectStep } from './set-redirect.ts';
import { shiftEntry } from './shift-entry.ts';
import type { StepKind } from './step.ts';
import { swapSlugs } from './swap-slugs.ts';
import { switchTemplates } from './switch-templates.ts';
import { takeDownStep } from './take-down.ts';
import { translateEntry } from './translate-entry.ts';
import { withdrawEntriesStep } from './withdraw-entries.ts';
import { writeSecret } from './write-secret.ts';

/** By the name that stands in a printed sequence. */
export const STEP_KINDS: Readonly<Record<string, StepKind>> = {
  burst,
  'change-links': changeLinks,
  'collect-garbage': collectGarbageStep,
  'create-entry': createEntryStep,
  'delete-cache': deleteCache,
  'delete-target': deleteTarget,
  'edit-entry': editEntry,
  'hold-site': holdSite,
  'let-go': letGo,
  'move-clock': moveClock,
  'move-entry': moveEntry,
  'publish-as-planned': publishAsPlanned,
  'publish-bundle': publishBundle,
  'publish-media': publishMediaStep,
  'publish-while-away': publishWhileAway,
  'publish-while-rendering': publishWhileRendering,
  rebuild,
  'remove-redirect': removeRedirectStep,
  'restart-publisher': restartPublisher,
  'revert-publication': revertPublicationStep,
  'save-draft': saveDraftStep,
  'set-redirect': setRedirectStep,
  'shift-entry': shiftEntry,
  'swap-slugs': swapSlugs,
  'switch-templates': switchTemplates,
  'take-down': takeDownStep,
  'translate-entry': translateEntry,
  'withdraw-entries': withdrawEntriesStep,
  'write-secret': writeSecret,
};
