import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type NewEntryButtonProps = { collection: string; locale: string | undefined };

/** Opens an empty form. It becomes an entry with the first keystroke. */
export function NewEntryButton({ collection, locale }: NewEntryButtonProps): ReactNode {
  const navigate = useNavigate();
  return (
    <Button
      look="solid"
      onClick={() =>
        void navigate({
          to: '/content/$collection/$entryId',
          params: { collection, entryId: 'new' },
          search: locale === undefined ? {} : { locale },
        })
      }
    >
      <Plus aria-hidden="true" />
      <Trans>New</Trans>
    </Button>
  );
}
