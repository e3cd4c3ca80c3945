import { useLingui } from '@lingui/react/macro';
import type { MediaKind } from './accept.ts';

export function useKindNames(): Record<MediaKind, string> {
  const { t } = useLingui();
  return { picture: t`Pictures`, document: t`Documents`, audio: t`Sound`, video: t`Video` };
}
