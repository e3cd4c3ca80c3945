import { PREVIEW_PAGE_PATHS } from '../../server-paths.ts';
import type { ApiServices } from '../api-deps.ts';
import { previewOriginOf } from './preview-origin.ts';

/** A signature of anything else is none of a link. */
const PURPOSE = 'preview-link';

type Parts = Pick<ApiServices, 'config' | 'keys'>;

export function previewLinkAddress({ config, keys }: Parts, token: string): string {
  const signature = keys.sign(`${PURPOSE} ${token}`);
  return `${previewOriginOf(config)}${PREVIEW_PAGE_PATHS.links}/${token}.${signature}`;
}

/** Null for what none of the keys has signed: the database is not asked for it. */
export function tokenInAddress({ keys }: Pick<Parts, 'keys'>, path: string): string | null {
  const [token = '', signature = '', ...more] = path.slice(PREVIEW_PAGE_PATHS.links.length + 1).split('.');
  return more.length === 0 && keys.verify(`${PURPOSE} ${token}`, signature) ? token : null;
}

/** Of a whole address, whoever signed it, for those who may ask the database anyway. Null for anything else. */
export function tokenOfAddress(address: string): string | null {
  const path = URL.parse(address)?.pathname ?? '';
  const [place, token = ''] = path.split(`${PREVIEW_PAGE_PATHS.links}/`);
  return place === '' && token !== '' ? (token.split('.')[0] ?? null) : null;
}
