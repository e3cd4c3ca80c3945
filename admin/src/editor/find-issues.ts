import type { FieldRecord } from '../../../model/fields.ts';
import { createIssueList, type Issue } from '../../../model/issues.ts';
import { validateFields } from '../../../model/validate-field.ts';

/** `refused`: a draft may not hold it. `incomplete`: it keeps the entry from being published. */
export type Found = { refused: readonly Issue[]; incomplete: readonly Issue[] };

/** As the server will see it. Texts of the entry itself are left to the server: their editor makes nothing that they may not hold, and they may be long. */
export function findIssues(fields: FieldRecord, content: unknown): Found {
  const looked = Object.fromEntries(Object.entries(fields).filter(([, { type }]) => type !== 'richText'));
  const issuesOf = (complete: boolean): readonly Issue[] => {
    const issues = createIssueList();
    const besides = Object.keys(content as object);
    validateFields(content, { fields: looked, place: { path: '', complete, issues }, besides });
    return issues.found;
  };
  const refused = issuesOf(false);
  const known = new Set(refused.map(({ path }) => path));
  return { refused, incomplete: issuesOf(true).filter(({ path }) => !known.has(path)) };
}
