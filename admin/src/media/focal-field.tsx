import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { Media } from '../../../model/api/media.ts';
import type { FocalPoint } from '../../../model/media-variants.ts';
import { movedBy, placeBehind, within } from './focal-point.ts';
import { thumbUrl } from './thumb-url.ts';
import { useChangeMedia } from './use-change-media.ts';
import { useLeftover } from './use-leftover.ts';
import './focal-field.css';

type FocalFieldProps = { media: Media; size: { width: number; height: number }; isReadOnly: boolean };

/** Each change is public at once: a hand that still moves has not decided. */
const DECIDED_MS = 600;

/** The picture, the point of it that must stay in sight, and what is left of it in the shapes that sites cut pictures into. */
export function FocalField({ isReadOnly, media, size }: FocalFieldProps): ReactNode {
  const { t } = useLingui();
  const { change } = useChangeMedia(media);
  const [moved, setMoved] = useState<FocalPoint | null>(null);
  const focal = moved ?? media.focal;
  const isMoved = focal.x !== media.focal.x || focal.y !== media.focal.y;
  const save = useRef(change);
  useEffect(() => {
    save.current = change;
  });
  useEffect(() => {
    if (moved === null) return undefined;
    const decided = setTimeout(() => save.current({ focal: moved }), DECIDED_MS);
    return () => clearTimeout(decided);
  }, [moved]);
  useLeftover(isMoved ? focal : null, (left) => change({ focal: left }));
  return (
    <section className="focal">
      <h3>
        <Trans>Focal point</Trans>
      </h3>
      <FocalPicture media={media} focal={focal} size={size} isReadOnly={isReadOnly} onMove={setMoved} />
      {!isReadOnly && (
        <p className="hint">
          <Trans>
            Click what must stay in sight when the picture is cropped, or move the point with the arrow keys.
          </Trans>
        </p>
      )}
      <ul className="crops" aria-label={t`As it comes out`}>
        {SHAPES.map(([name, ratio]) => (
          <li key={name}>
            <span className="crop" style={{ aspectRatio: ratio }}>
              <img src={thumbUrl(media, 640)} alt="" style={placeBehind(size, { ratio, focal })} />
            </span>
            <span className="hint">{name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHAPES = [
  ['16:9', 16 / 9],
  ['3:2', 3 / 2],
  ['1:1', 1],
  ['4:5', 4 / 5],
] as const;

type FocalPictureProps = FocalFieldProps & { focal: FocalPoint; onMove: (focal: FocalPoint) => void };

function FocalPicture({ focal, isReadOnly, media, onMove, size }: FocalPictureProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const point = (event: PointerEvent<HTMLElement>): void => {
    if (isReadOnly || (event.type === 'pointermove' && event.buttons === 0)) return;
    const box = event.currentTarget.getBoundingClientRect();
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const x = within((event.clientX - box.left) / box.width);
    const y = within((event.clientY - box.top) / box.height);
    onMove({ x, y });
  };
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const next = movedBy(event.key, { point: focal, isLarge: event.shiftKey });
    if (next === null) return;
    event.preventDefault();
    onMove(next);
  };
  const [x, y] = [Math.round(focal.x * 100), Math.round(focal.y * 100)];
  return (
    <div
      className={`focal-picture ${isReadOnly ? '' : 'is-movable'}`}
      style={{ aspectRatio: size.width / size.height, maxWidth: `calc(280px * ${size.width / size.height})` }}
      onPointerDown={point}
      onPointerMove={point}
    >
      <img src={thumbUrl(media, 640)} alt={media.alt === '' ? media.fileName : media.alt} draggable={false} />
      <span className="focal-mark" style={{ left: `${x}%`, top: `${y}%` }}>
        {!isReadOnly && (
          <>
            <label className="for-screen-readers" htmlFor={`${id}-x`}>{t`Focal point, from the left`}</label>
            <input
              id={`${id}-x`}
              type="range"
              min={0}
              max={100}
              value={x}
              aria-valuetext={t`${x} % from the left, ${y} % from the top`}
              onChange={({ target }) => onMove({ x: Number(target.value) / 100, y: focal.y })}
              onKeyDown={press}
            />
            <label className="for-screen-readers" htmlFor={`${id}-y`}>{t`Focal point, from the top`}</label>
            <input
              id={`${id}-y`}
              type="range"
              min={0}
              max={100}
              value={y}
              tabIndex={-1}
              aria-valuetext={t`${x} % from the left, ${y} % from the top`}
              onChange={({ target }) => onMove({ x: focal.x, y: Number(target.value) / 100 })}
              onKeyDown={press}
            />
          </>
        )}
      </span>
    </div>
  );
}
