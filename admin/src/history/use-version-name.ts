import { useLingui } from '@lingui/react/macro';
import type { Version } from './versions.ts';

export function useVersionName(): (version: Pick<Version, 'name' | 'number'>) => string {
  const { t } = useLingui();
  return ({ name, number }) => name ?? t`Version ${number}`;
}
