import { File, FileText, Film, Image, Music, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { thumbHashToDataURL } from 'thumbhash';
import type { Media } from '../../../model/api/media.ts';
import type { MediaKind } from './accept.ts';
import { thumbUrl } from './thumb-url.ts';
import './thumb.css';

const ICONS: Record<MediaKind, LucideIcon> = {
  picture: Image,
  document: FileText,
  audio: Music,
  video: Film,
};

/** A small picture of a file; of what is no picture, what kind of file it is. Says nothing by itself: the name stands beside it. */
export function Thumb({ media, fit = 'cover' }: { media: Media; fit?: 'cover' | 'contain' }): ReactNode {
  if (media.kind === 'picture') return <PictureThumb key={media.hash} media={media} fit={fit} />;
  const Icon = ICONS[media.kind] ?? File;
  return (
    <span className="thumb of-file" aria-hidden="true">
      <Icon />
      <span>{media.fileName.split('.').at(-1)?.toUpperCase()}</span>
    </span>
  );
}

function PictureThumb({ fit, media }: { media: Media; fit: 'cover' | 'contain' }): ReactNode {
  const { focal, hash, id, placeholder } = media;
  const [state, setState] = useState<'coming' | 'there' | 'missing'>('coming');
  const position = `${focal.x * 100}% ${focal.y * 100}%`;
  if (state === 'missing') {
    return (
      <span className="thumb of-file" aria-hidden="true">
        <Image />
      </span>
    );
  }
  return (
    <span
      className={`thumb ${fit}`}
      style={
        placeholder === null || state === 'there'
          ? undefined
          : { backgroundImage: `url(${placeholderUrl(placeholder)})`, backgroundPosition: position }
      }
    >
      <img
        src={thumbUrl({ id, hash })}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        style={{ objectPosition: position }}
        onLoad={() => setState('there')}
        onError={() => setState('missing')}
      />
    </span>
  );
}

const drawn = new Map<string, string>();

function placeholderUrl(placeholder: string): string {
  const known = drawn.get(placeholder);
  if (known !== undefined) return known;
  const url = thumbHashToDataURL(Uint8Array.from(atob(placeholder), (sign) => sign.codePointAt(0) ?? 0));
  drawn.set(placeholder, url);
  return url;
}
