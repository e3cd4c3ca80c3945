import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { Button } from './button.tsx';

/** Where the role does not let somebody read it, the next answer is the same. */
export function RetryButton({ error, onRetry }: { error: Error; onRetry: () => unknown }): ReactNode {
  const { t } = useLingui();
  if (error instanceof ApiError && error.status === 403) return null;
  return <Button onClick={() => void onRetry()}>{t`Try again`}</Button>;
}
