import { AppError } from '../../errors.ts';

/** Each open preview is asked about twice a second. */
const ALL_MAX = 200;
/** More windows than anybody looks at. */
const OF_ONE_MAX = 20;
/** A link is for many readers; those with an account always have places left. */
const OF_ONE_LINK_MAX = 60;
const OF_LINKS_MAX = 120;

export type Holder = { kind: string; id: string };

/** Takes a place for an open preview, and returns what gives it back. Throws where there are no more. */
export type PreviewPlaces = (holder: Holder) => () => void;

export function createPreviewPlaces(): PreviewPlaces {
  const taken = new Set<Holder>();
  return (holder) => {
    const all = [...taken];
    const own = all.filter(({ id, kind }) => kind === holder.kind && id === holder.id).length;
    const isFull = isLink(holder)
      ? own >= OF_ONE_LINK_MAX || all.filter(isLink).length >= OF_LINKS_MAX
      : own >= OF_ONE_MAX;
    if (isFull || all.length >= ALL_MAX) throw tooManyStreams();
    const place = { ...holder };
    taken.add(place);
    return () => void taken.delete(place);
  };
}

function tooManyStreams(): AppError {
  return new AppError(
    'too-many-streams',
    'There are too many previews open. Close windows that you do not need.',
    { retryAfterSeconds: 30 },
  );
}

function isLink({ kind }: Holder): boolean {
  return kind === 'link';
}
