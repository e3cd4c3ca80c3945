import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import { isAssetName } from '../../../model/asset-name.ts';
import type { TargetFile, TargetPlace } from '../target/target.ts';

/** The address at which visitors read the file; each file has one of its own. */
export function publicPathOf(file: string): string {
  return `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
}

/** What the target is to hold for a page, and where; null for an absent one. */
export function placeOf(page: PageRow): TargetPlace | null {
  const now = targetFileOf(page);
  return now === null || page.file === null ? null : { file: page.file, now };
}

/** What the target is to hold for a page; null for an absent one. */
export function targetFileOf(page: PageRow): TargetFile | null {
  if (page.file === null) return null;
  const { contentType, hash, location, status } = page;
  const leadsOn = location !== null || status === 410;
  const redirect = leadsOn ? { status: status ?? 302, location: location ?? '' } : null;
  return { hash, contentType, redirect, ...(isAssetName(page.file) && { isAsset: true }) };
}

/** The file of the library that this is, or is made of. */
export function mediaIdOf(file: string): string | null {
  return /(?:^|\/)_media\/([0-9a-f-]{36})\//.exec(file)?.[1] ?? null;
}
