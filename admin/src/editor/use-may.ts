import { allows, type Action } from '../../../model/permission.ts';
import { useSession } from '../app/use-session.ts';
import { placeOf } from './use-may-write.ts';
import { useEditor } from './use-editor.ts';

/** Whether somebody may do one of these to the entry that is open: the server decides, and what it would refuse is not offered. */
export function useMay(...actions: readonly Action[]): boolean {
  const { entry, model } = useEditor();
  const { entryGrants, user } = useSession().session;
  const place = placeOf(entry, { model, userId: user.id });
  return actions.some((action) => allows(entryGrants, action, place));
}
