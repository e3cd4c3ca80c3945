import type { ReactNode } from 'react';
import { useLoaded } from '../../../ui/use-loaded.ts';
import type { LinkPickerProps } from './link-choice.tsx';

const loadChoice = () => import('./link-choice.tsx');

/** Where a link is to lead. */
export function LinkPicker(props: LinkPickerProps): ReactNode {
  const part = useLoaded(loadChoice, true);
  return part === null ? null : <part.LinkChoice {...props} />;
}
