import { previewChanges } from '../../authoring/preview-changes.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { ApiServices } from '../api-deps.ts';
import { readOpenTicket } from './open-ticket.ts';
import { scriptElement } from './script-element.ts';

/** Nothing that is saved brings these back. */
const FOR_GOOD: ReadonlySet<ErrorCode> = new Set(['preview-ended', 'preview-locked']);

/** By which the page that says why there is none makes way for the page, once a draft was saved. Empty where that cannot be. */
export async function scriptOfProblem(
  deps: ApiServices,
  { error, ticket }: { error: unknown; ticket: string },
): Promise<string> {
  if (!(error instanceof AppError) || FOR_GOOD.has(error.code)) return '';
  try {
    const opened = await readOpenTicket(deps, ticket);
    const drafts = await previewChanges(deps.authoring, opened);
    return scriptElement(deps.config, { ticket, drafts, isProblem: true });
  } catch {
    // The drafts cannot be read at all: what is said then is what was met first.
    return '';
  }
}
