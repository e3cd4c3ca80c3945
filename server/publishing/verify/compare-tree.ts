import { isDeepStrictEqual } from 'node:util';
import { publicPathOf } from '../release/public-files.ts';
import { ownForms } from '../target/bring-files.ts';
import { isCompressible, withoutCompression } from '../target/compressed-forms.ts';
import { isLeadingLink, leadingFolderOf, leadingLinkOf } from '../target/leading-links.ts';
import { isSpecial, type ServingNote } from '../target/serving-notes.ts';
import type { TargetFile } from '../target/target.ts';
import { sha256, type HashedTree } from './hash-tree.ts';
import type { FileProblem } from './report.ts';

/** What a render from nothing says that a name holds. */
export type ExpectedFile = TargetFile & { path: string };

export type Comparison = {
  expected: ReadonlyMap<string, ExpectedFile>;
  tree: HashedTree;
  /** Whether a file that the site does not name may be there all the same: an asset in its time of grace. */
  isInGrace: (file: string, hash: string) => boolean;
  /** Where only some pages were rendered: the names that this says everything of. */
  within?: ReadonlySet<string>;
  /** Whether text has its compressed forms beside it, and what leads on is said by names too: on a disk. */
  areCompressed: boolean;
};

/** Every name that the one has and the other has not, and every name at which they hold different things. */
export function compareTree({ areCompressed, expected, isInGrace, tree, within }: Comparison): FileProblem[] {
  const problems: FileProblem[] = [];
  for (const [file, wanted] of expected) {
    const found = tree.files.get(file);
    if (found === undefined) {
      problems.push({
        file,
        path: wanted.path,
        kind: 'missing',
        detail: 'It should be there and is not.',
      });
    } else if (found.hash !== wanted.hash) {
      const detail = 'It holds other bytes than a fresh render.';
      problems.push({ file, path: wanted.path, kind: 'other-bytes', detail });
    } else if (areCompressed) problems.push(...findMissingForms(file, wanted, { expected, tree }));
    const told = compareNote(file, wanted, tree);
    problems.push(...(told.length > 0 || !areCompressed ? told : compareLeadingLink(file, wanted, tree)));
  }
  for (const [file, { hash, unpackedHash }] of tree.files) {
    if (expected.has(file) || isLeadingLink(file, (name) => expected.get(name))) continue;
    const original = unpackedHash === undefined ? null : withoutCompression(file);
    if (within !== undefined && !within.has(original ?? file)) continue;
    if (original !== null) problems.push(...compareForm({ file, original, unpackedHash, tree, expected }));
    else if (!isInGrace(file, hash)) {
      const detail = 'Nothing of the site has this name.';
      problems.push({ file, path: publicPathOf(file), kind: 'unexpected', detail });
    }
  }
  return problems.sort((a, b) => (a.file < b.file ? -1 : 1));
}

const HASH_OF_NOTHING = sha256(new Uint8Array());

function findMissingForms(
  file: string,
  { contentType, hash, path }: ExpectedFile,
  { expected, tree }: Pick<Comparison, 'expected' | 'tree'>,
): FileProblem[] {
  if (!isCompressible(contentType) || hash === HASH_OF_NOTHING) return [];
  return ownForms(file, (name) => expected.get(name) ?? null)
    .filter((form) => !tree.files.has(form))
    .map((form) => ({
      file: form,
      path,
      kind: 'missing',
      detail: `The compressed form of "${file}" should be there and is not.`,
    }));
}

/** It may agree with a file beside it that is wrong: that one has a problem of its own. */
function compareForm({
  expected,
  file,
  original,
  tree,
  unpackedHash,
}: Pick<Comparison, 'expected' | 'tree'> & {
  file: string;
  original: string;
  unpackedHash: string | null | undefined;
}): FileProblem[] {
  if (unpackedHash === expected.get(original)?.hash) return [];
  if (unpackedHash === tree.files.get(original)?.hash) return [];
  const detail =
    unpackedHash === null ? 'It cannot be unpacked.' : `It unpacks to other bytes than "${original}" holds.`;
  return [{ file, path: publicPathOf(original), kind: 'other-compressed', detail }];
}

function compareNote(file: string, wanted: ExpectedFile, { notes }: HashedTree): FileProblem[] {
  const note = notes.get(file) ?? null;
  const { contentType, path, redirect } = wanted;
  const wantedNote = isSpecial(file, wanted) ? { contentType, redirect } : null;
  if (isDeepStrictEqual(note, wantedNote)) return [];
  const detail = `Servers are told ${describeNote(note)} of it; it should be ${describeNote(wantedNote)}.`;
  return [{ file, path, kind: 'served-differently', detail }];
}

function compareLeadingLink(file: string, wanted: ExpectedFile, { files }: HashedTree): FileProblem[] {
  const to = leadingFolderOf(file, wanted);
  if (to === null || files.get(leadingLinkOf(file))?.hash === sha256(Buffer.from(to))) return [];
  const detail = `nginx is not told that it is to be answered ${wanted.redirect?.status}: "${leadingLinkOf(file)}" does not lead to "${to}".`;
  return [{ file, path: wanted.path, kind: 'served-differently', detail }];
}

function describeNote(note: ServingNote | null): string {
  return note === null ? 'nothing' : JSON.stringify(note);
}
