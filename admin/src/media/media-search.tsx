import { useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import '../content/content-page.css';

/** Long enough that a word is typed, short enough that nobody waits. */
const TYPING_PAUSE_MS = 200;

type MediaSearchProps = {
  sought: string;
  onSeek: (words: string) => void;
  /** Whether somebody who comes here searches first. */
  isFirst?: boolean;
};

export function MediaSearch({ isFirst = false, onSeek, sought }: MediaSearchProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, [isFirst]);
  const [typed, setTyped] = useState(sought);
  const [told, setTold] = useState(sought);
  const [seen, setSeen] = useState(sought);
  if (sought !== seen) {
    setSeen(sought);
    // Taken back by another button; what is typed meanwhile stays.
    if (sought === '' && typed === told) {
      setTold('');
      setTyped('');
    }
  }
  useEffect(() => {
    if (typed === told) return undefined;
    const pause = setTimeout(() => {
      setTold(typed);
      onSeek(typed);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, told, onSeek]);
  return (
    <div className="search-field">
      <Search aria-hidden="true" />
      <label className="for-screen-readers" htmlFor={id}>{t`Search files`}</label>
      <input
        ref={input}
        id={id}
        type="search"
        value={typed}
        placeholder={t`Search names and alt texts`}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
