import type { DeadLink } from '../../model/site-plan.ts';
import { AppError } from '../errors.ts';
import type { LinkOrder, LinkResolution } from './link-order.ts';
import { pathAsWritten, redirectPath } from './redirect-path.ts';

type Target = Pick<DeadLink, 'path' | 'anchor'>;

/** With paths in the one form that pages have theirs in, whichever slash their authors have left out. */
export function asWritten({ resolve, ...order }: LinkOrder): LinkOrder {
  const resolved = resolve?.map((resolution) =>
    resolution.by === 'redirect'
      ? resolution
      : { ...resolution, path: pathAsWritten(resolution.path) ?? resolution.path },
  );
  return { ...order, ...(resolved && { resolve: resolved }) };
}

/** Nobody can tell which of two is meant. */
export function requireEachOnce({ resolve = [] }: LinkOrder): void {
  const seen = new Set<string>();
  const twice = resolve.flatMap((resolution, index) => {
    const key = keyOf(targetOf(resolution));
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [issue(index, `${nameOf(resolution)} is resolved twice: leave one of them.`)];
  });
  if (twice.length > 0) throw refused(twice);
}

/**
 * Whoever has the address of a link wrong learns of it before anything is published. A redirect may also lead on from where another one leads. Where
 * nobody can tell which links are broken, there is nothing to compare with.
 */
export function requireBroken({ resolve = [] }: LinkOrder, broken: readonly DeadLink[] | null): void {
  if (broken === null) return;
  const known = new Set([...broken, ...resolve.flatMap(ledTo)].map(keyOf));
  const unknown = resolve.flatMap((resolution, index) =>
    known.has(keyOf(targetOf(resolution)))
      ? []
      : [
          issue(
            index,
            `${nameOf(resolution)} is no link that this would leave dead: leave it out, or correct it.`,
          ),
        ],
  );
  if (unknown.length > 0) throw refused(unknown);
}

function targetOf(resolution: LinkResolution): Target {
  return resolution.by === 'redirect'
    ? { path: redirectPath(resolution.path, 'path'), anchor: null }
    : { path: resolution.path, anchor: resolution.anchor };
}

function ledTo(resolution: LinkResolution): Target[] {
  return resolution.by === 'redirect' && resolution.to.kind === 'path'
    ? [{ path: redirectPath(resolution.to.path, 'to.path'), anchor: null }]
    : [];
}

function keyOf({ anchor, path }: Target): string {
  return JSON.stringify({ path, anchor });
}

function nameOf(resolution: LinkResolution): string {
  const { anchor, path } = targetOf(resolution);
  return anchor === null ? path : `${path}#${anchor}`;
}

type Issue = { path: string; message: string };

function issue(index: number, message: string): Issue {
  return { path: `links.resolve[${index}]`, message };
}

function refused(issues: Issue[]): AppError {
  return new AppError('invalid-input', 'Nothing was published, since the links to resolve do not fit.', {
    issues,
  });
}
