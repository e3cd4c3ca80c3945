import type { Media } from '../../../model/api/media.ts';

/** Nobody has said yet what the picture shows, or that nobody has to be told. */
export function lacksAlt({ alt, isDecorative, kind }: Media): boolean {
  return kind === 'picture' && alt.trim() === '' && !isDecorative;
}
