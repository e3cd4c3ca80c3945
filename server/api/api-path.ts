import { isWithin, SERVER_PATHS } from '../server-paths.ts';

/** What this folder answers: the API itself, and the previews. */
export function isApiPath(path: string): boolean {
  return isWithin(path, SERVER_PATHS.api) || isWithin(path, SERVER_PATHS.preview);
}
