import type { Media } from '../../../model/api/media.ts';

/** Nobody has said yet what the picture shows. */
export function lacksAlt({ alt, kind }: Media): boolean {
  return kind === 'picture' && alt.trim() === '';
}
