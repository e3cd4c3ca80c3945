import { redirectAddress, redirectTargetOf } from '../../../model/redirect-target.ts';
import type { PlannedLink, Resolution } from './plan.ts';

/** Where a link is to lead that would lead nowhere. */
export type LinkTarget = { entryId: string } | { address: string };

type Leading = Exclude<Resolution, { by: 'unlink' }>;
type Chosen = { by: Leading['by']; link: Pick<PlannedLink, 'path' | 'anchor'>; target: LinkTarget };

/** A redirect is one of the address as a whole; a link is replaced with the place in the page that it led to. */
export function resolutionOf({ by, link: { anchor, path }, target }: Chosen): Resolution {
  if (by === 'replace')
    return { path, anchor, by, with: 'entryId' in target ? target : { url: target.address } };
  if ('entryId' in target) return { path, by, to: { kind: 'entry', ...target } };
  return { path, by, to: redirectTargetOf(target.address) };
}

export function targetOf(resolution: Leading): LinkTarget {
  if (resolution.by === 'redirect') {
    const { to } = resolution;
    return to.kind === 'entry' ? { entryId: to.entryId } : { address: redirectAddress(to) };
  }
  const { with: target } = resolution;
  return 'url' in target ? { address: target.url } : { entryId: target.entryId };
}
