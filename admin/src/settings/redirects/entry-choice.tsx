import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { entryQuery, firstEntriesQuery } from '../../api/queries.ts';
import { entryTitle } from '../../content/entry-title.ts';
import { useProblemOf } from '../refused-places.ts';

type EntryChoiceProps = { entryId: string | null; onChoose: (entryId: string) => void };

/** Search, then one of what was found. */
export function EntryChoice({ entryId, onChoose }: EntryChoiceProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [sought, setSought] = useState('');
  const chosen = useQuery({ ...entryQuery(entryId ?? ''), enabled: entryId !== null }).data;
  const found = useQuery({
    ...firstEntriesQuery(sought.trim() === '' ? {} : { q: sought.trim() }),
    placeholderData: (before) => before,
  });
  const problem = useProblemOf('to.entryId');
  const others = (found.data?.entries ?? []).filter((entry) => entry.id !== entryId);
  const entries = chosen === undefined ? others : [chosen, ...others];
  return (
    <fieldset>
      <legend>{t`To the entry`}</legend>
      <div className="field">
        <input
          type="search"
          aria-label={t`Search entries`}
          placeholder={t`Search entries`}
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
      </div>
      {entries.map((entry) => (
        <div key={entry.id} className="tick">
          <input
            id={`${id}-${entry.id}`}
            type="radio"
            name="entry"
            required
            checked={entry.id === entryId}
            onChange={() => onChoose(entry.id)}
          />
          <label htmlFor={`${id}-${entry.id}`}>
            {entryTitle(entry)} <span className="soft">{entry.livePath ?? t`not public`}</span>
          </label>
        </div>
      ))}
      {found.data?.entries.length === 0 && <p className="hint">{t`Nothing fits`}</p>}
      {problem !== undefined && <p className="field-problem">{problem}</p>}
    </fieldset>
  );
}
