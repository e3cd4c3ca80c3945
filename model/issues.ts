import { ISSUES_MAX } from './limits.ts';

/** One thing that is wrong with the input, and where: `body.content[2].attrs.mediaId`. */
export type Issue = { readonly path: string; readonly message: string };

export type IssueList = { readonly found: readonly Issue[]; add(path: string, message: string): void };

export function createIssueList(): IssueList {
  const found: Issue[] = [];
  return {
    found,
    add(path, message) {
      if (found.length < ISSUES_MAX) found.push({ path, message });
    },
  };
}

export function joinPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`;
}
