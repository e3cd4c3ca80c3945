import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { qrPicture } from './qr-picture.ts';

type QrCodeProps = {
  text: string;
  /** For who does not see it. */
  label: string;
};

/** Drawn into the page itself, and dark on light whatever the colours of the page are: there are cameras that read nothing else. */
export function QrCode({ label, text }: QrCodeProps): ReactNode {
  const { path, size } = useMemo(() => qrPicture(text), [text]);
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
