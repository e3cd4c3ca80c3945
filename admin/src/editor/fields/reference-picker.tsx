import { useLingui } from '@lingui/react/macro';
import { ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useLoaded } from '../../ui/use-loaded.ts';
import type { ReferencePickerProps } from './reference-search.tsx';

const loadSearch = () => import('./reference-search.tsx');

/** Where an entry is looked for. What finds it is loaded with the first look, and takes over what has been typed by then. */
export function ReferencePicker(props: ReferencePickerProps): ReactNode {
  const { isInvalid, labelId, noteId } = props;
  const { t } = useLingui();
  const [isLooking, setLooking] = useState(false);
  const [typed, setTyped] = useState('');
  const part = useLoaded(loadSearch, isLooking);
  if (isLooking && part !== null) return <part.ReferenceSearch {...props} typed={typed} />;
  return (
    <div className="reference-picker">
      <div className="combo">
        <input
          type="text"
          role="combobox"
          aria-expanded={false}
          aria-labelledby={labelId}
          aria-describedby={noteId}
          aria-invalid={isInvalid}
          className="combo-input"
          autoComplete="off"
          placeholder={t`Search, or begin a new one`}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          onFocus={() => setLooking(true)}
          onBlur={() => setLooking(false)}
        />
        <span className="button quiet icon-only" aria-hidden="true">
          <ChevronsUpDown />
        </span>
      </div>
    </div>
  );
}
