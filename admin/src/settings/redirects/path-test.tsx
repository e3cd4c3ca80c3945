import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import type { RedirectRow } from './redirect-csv.ts';
import '../../ui/section.css';
import { askAsVisitor, type VisitorAnswer } from './ask-as-visitor.ts';

/** What visitors get at an address, asked of the site itself. */
export function PathTest({ redirects }: { redirects: readonly RedirectRow[] }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [answer, setAnswer] = useState<VisitorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const ask = async (path: string): Promise<void> => {
    setBusy(true);
    setAnswer(null);
    setAnswer(await askAsVisitor(path, redirects));
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('path');
    void ask(typeof typed === 'string' ? typed.trim() : '');
  };
  return (
    <form className="section" onSubmit={submit} aria-labelledby={id}>
      <h2 id={id}>{t`Test an address`}</h2>
      <div className="records-tools">
        <input
          name="path"
          className="search-line"
          aria-label={t`Address`}
          placeholder="/blog/"
          pattern="/.*"
          title={t`A path, such as /old/`}
          required
        />
        <Button type="submit" isBusy={isBusy}>{t`What do visitors get?`}</Button>
      </div>
      <p role="status">{answer !== null && <Answer answer={answer} />}</p>
    </form>
  );
}

function Answer({ answer }: { answer: VisitorAnswer }): ReactNode {
  const { t } = useLingui();
  if (answer.kind === 'other') return t`The answer ${answer.status}.`;
  if (answer.kind === 'elsewhere') {
    const { url } = answer;
    return t`They are led on to ${url}, on another site.`;
  }
  if (answer.kind !== 'led') {
    const words = {
      page: t`A page.`,
      none: t`Nothing: they are told that there is no such page (404).`,
      gone: t`They are told that it is gone (410).`,
      unknown: t`The site could not be asked from here.`,
    };
    return words[answer.kind];
  }
  const { isThere, path } = answer;
  return isThere
    ? t`They are led on to ${path}, where a page is.`
    : t`They are led on to ${path}, where nothing is.`;
}
