import { useLingui } from '@lingui/react/macro';
import { Upload } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type UploadButtonProps = {
  accept?: readonly string[] | null;
  isMultiple?: boolean;
  look?: 'solid' | 'plain';
  onFiles: (files: File[]) => void;
};

export function UploadButton({
  accept = null,
  isMultiple = true,
  look = 'solid',
  onFiles,
}: UploadButtonProps): ReactNode {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look={look} onClick={() => input.current?.click()}>
        <Upload aria-hidden="true" />
        {t`Upload`}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t`Files to upload`}
        multiple={isMultiple}
        accept={accept?.join(',')}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen again.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
