import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';

/** Said once there is little of it. */
const SHOWN_FROM = 0.8;

/** How much of the room that a text has is taken. */
export function TextRoom({ max, text }: { text: string; max: number | undefined }): ReactNode {
  const { t } = useLingui();
  const { length } = text;
  if (max === undefined || length < max * SHOWN_FROM) return null;
  return (
    <span
      className={length > max ? 'text-room over' : 'text-room'}
      title={t`${length} of at most ${max} characters`}
    >
      {length} / {max}
    </span>
  );
}
