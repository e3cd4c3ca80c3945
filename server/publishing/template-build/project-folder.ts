/** What stands for the project's folder in a build: where the project lies is no part of what its pages are. */
export const PROJECT = '/project';

/** For names of modules and for comparing code. What is run is treated with more care: see `forget-folders.ts`. */
export function withoutFolder(text: string, projectRoot: string): string {
  return text.replaceAll(`${projectRoot}/`, `${PROJECT}/`);
}
