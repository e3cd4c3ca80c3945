import { randomUUID } from 'node:crypto';
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ownForms } from './bring-files.ts';
import { compressBest, isCompressible } from './compressed-forms.ts';
import type { CompressedForm } from './compressed-forms.ts';
import { liveTree, settle, standbyTree } from './disk.ts';
import type { Disk, InTurn } from './disk.ts';
import { stageFile } from './stage-file.ts';
import type { CompressionImproved } from './target.ts';
import { openTree } from './tree.ts';

/**
 * Compressed forms become as small as they get, in the live tree too and without a release: each name is renamed over, so that a visitor gets the
 * old form or the new one; both say the same, and each has the ETag of its own bytes.
 */
export async function improveCompression(
  disk: Disk,
  { budgetMs, inTurn }: { budgetMs: number; inTurn: InTurn },
): Promise<CompressionImproved> {
  const { blobs, state } = disk;
  const endsAt = performance.now() + budgetMs;
  let improved = 0;
  let bytesSaved = 0;
  while (performance.now() < endsAt) {
    const hash = state.nextQuicklyCompressed();
    if (hash === null) break;
    const bytes = state.isNamed(hash) ? blobs.read(hash) : null;
    // Other work goes on meanwhile: this takes milliseconds, for a large script seconds.
    const forms = bytes === null ? [] : await compressBest(bytes);
    const saved = await inTurn(() => useForms(disk, { hash, forms }));
    bytesSaved += saved;
    if (saved > 0) improved += 1;
  }
  return { improved, bytesSaved, left: state.countQuicklyCompressed() };
}

type BestForms = { hash: string; forms: readonly CompressedForm[] };

async function useForms(disk: Disk, { forms, hash }: BestForms): Promise<number> {
  settle(disk);
  let saved = 0;
  // It may have gone while it was compressed.
  for (const form of disk.state.isNamed(hash) ? forms : []) saved += await replaceForm(disk, { hash, form });
  // Always, since an earlier attempt may have come as far as here.
  relink(disk, hash);
  disk.state.markBest(hash);
  return saved;
}

/** On the disk before it has the name: a power failure must not leave half of it there. */
async function replaceForm(
  { blobs, durable, staging }: Disk,
  { form, hash }: { hash: string; form: CompressedForm },
): Promise<number> {
  const file = blobs.file(hash) + form.extension;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (form.bytes.length >= size) return 0;
  const staged = stageFile(join(staging, randomUUID()), form.bytes, { syncNow: durable });
  if (durable) await staged.synced();
  renameSync(staged.path, file);
  return size - form.bytes.length;
}

function relink(disk: Disk, hash: string): void {
  const { blobs, root, staging, state } = disk;
  const standby = standbyTree(disk);
  const forms = blobs.forms(hash);
  for (const tree of [liveTree(disk), standby]) {
    if (tree === null || state.isUnknown(tree)) continue;
    const links = openTree({ folder: join(root, tree), staging });
    for (const file of state.filesOf(hash)) {
      // The next release brings it up to date there.
      if (tree === standby && state.isBehind(file)) continue;
      if (!isCompressible(state.lookUp(file)?.contentType ?? '')) continue;
      const own = ownForms(file, (name) => state.lookUp(name));
      for (const extension of forms)
        if (own.includes(file + extension)) links.place(file + extension, blobs.file(hash) + extension);
    }
  }
}
