import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target, TargetChange, TargetPosition } from '../../../server/publishing/target/target.ts';

export function temporaryPlace(): { place: string; remove(): void } {
  const place = mkdtempSync(join(tmpdir(), 'stillpress-target-'));
  return { place, remove: () => rmSync(place, { recursive: true, force: true }) };
}

export function positionOf(releaseNumber: number): TargetPosition {
  return {
    releaseId: `release ${releaseNumber}`,
    releaseNumber,
    seq: releaseNumber,
    publicationHash: String(releaseNumber).padStart(64, '0'),
    templateBuild: 'test',
  };
}

/** Text by file name; null removes the file. */
export type Contents = Readonly<Record<string, string | null>>;

/** Puts what is needed and applies it as the release after the one the target is at. */
export async function release(target: Target, contents: Contents, number?: number): Promise<TargetPosition> {
  const from = target.position();
  const to = positionOf(number ?? (from?.releaseNumber ?? 0) + 1);
  await target.apply({ from, to, changes: await changesOf(target, contents) });
  return to;
}

export async function changesOf(target: Target, contents: Contents): Promise<TargetChange[]> {
  const changes: TargetChange[] = [];
  for (const [file, text] of Object.entries(contents)) changes.push(await changeOf(target, file, text));
  return changes;
}

async function changeOf(target: Target, file: string, text: string | null): Promise<TargetChange> {
  if (text === null) return { file, now: null };
  const contentType = file.endsWith('.html') ? 'text/html' : 'application/octet-stream';
  const hash = await target.put({ bytes: Buffer.from(text), contentType });
  return { file, now: { hash, contentType, redirect: null } };
}

export async function readText(target: Target, file: string): Promise<string | null> {
  const bytes = await target.read(file);
  return bytes === null ? null : Buffer.from(bytes).toString();
}

/** All that visitors can read, by name. */
export async function readAll(target: Target): Promise<Record<string, string | null>> {
  const all: Record<string, string | null> = {};
  for (const { file } of target.list()) all[file] = await readText(target, file);
  return all;
}
