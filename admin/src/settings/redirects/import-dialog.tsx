import { Plural, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { kindOf, readRedirects, targetOf } from './redirect-csv.ts';
import type { CsvLine, CsvProblem, RedirectRow, RowKind } from './redirect-csv.ts';
import { redirectsQuery } from './redirects-query.ts';
import { useImport, type ImportLine } from './use-import.ts';
import { useModal } from '../../ui/use-modal.ts';
import '../form-dialog.css';
import '../../ui/form.css';

type ImportDialogProps = { redirects: readonly RedirectRow[]; onLeave: () => void };

/** Says what would change, line by line, before anything does; then does it, and says what was refused. */
export function ImportDialog({ onLeave, redirects }: ImportDialogProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const client = useQueryClient();
  const dialog = useModal();
  const [lines, setLines] = useState<CsvLine[]>([]);
  const [before] = useState(redirects);
  const { isBusy, lines: done, run, stop } = useImport();
  const changes = lines.filter((line) => 'redirect' in line && kindOf(line.redirect, before) !== 'same');
  const broken = done.filter(({ state }) => state === 'broken');
  const start = async (links?: 'anyway'): Promise<void> => {
    const todo = links === undefined ? changes : broken;
    await run(
      todo.flatMap((line) => ('redirect' in line ? [line] : [])),
      links,
    );
    await client.invalidateQueries({ queryKey: redirectsQuery.queryKey });
  };
  const isDone = done.length > 0;
  return (
    <dialog
      ref={dialog}
      className="form-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        if (!isBusy) return onLeave();
        event.preventDefault();
        return stop();
      }}
    >
      <div className="form">
        <h2 id={id}>{t`Import redirects`}</h2>
        {!isDone && <CsvInput onLines={setLines} />}
        {!isDone && lines.length > 0 && <Preview lines={lines} before={before} />}
        {isDone && <Outcome lines={done} isBusy={isBusy} />}
        <div className="choices">
          {isBusy ? (
            <Button onClick={stop}>{t`Stop`}</Button>
          ) : (
            <Button onClick={onLeave}>{isDone ? t`Close` : t`Cancel`}</Button>
          )}
          {!isDone && (
            <Button look="solid" disabled={changes.length === 0} onClick={() => void start()}>
              <Plural value={changes.length} one="Change # redirect" other="Change # redirects" />
            </Button>
          )}
          {broken.some(({ mayBreak }) => mayBreak === true) && !isBusy && (
            <Button look="danger" onClick={() => void start('anyway')}>
              {t`Leave links dead all the same`}
            </Button>
          )}
        </div>
      </div>
    </dialog>
  );
}

function CsvInput({ onLines }: { onLines: (lines: CsvLine[]) => void }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const [typed, setTyped] = useState('');
  const take = (text: string): void => {
    setTyped(text);
    onLines(readRedirects(text));
  };
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-file`}>{t`A CSV file`}</label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={({ target }) => void target.files?.[0]?.text().then(take)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-text`}>{t`Or its lines`}</label>
        <textarea
          id={`${id}-text`}
          value={typed}
          placeholder={'/old/,/new/,301\n/gone/,,410'}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => take(target.value)}
        />
        <span id={`${id}-note`} className="hint">
          {t`Path, target, status: a line each. Redirects that are not in it stay.`}
        </span>
      </div>
    </>
  );
}

const LINES_SHOWN = 200;

function Preview({
  before,
  lines,
}: {
  before: readonly RedirectRow[];
  lines: readonly CsvLine[];
}): ReactNode {
  const { t } = useLingui();
  const words: Record<RowKind, string> = { new: t`new`, changed: t`changed`, same: t`as it is` };
  const problems = useProblemWords();
  const wrong = lines.filter((line) => 'problem' in line);
  return (
    <>
      {wrong.length > 0 && (
        <div className="problem" role="alert">
          <Plural
            value={wrong.length}
            one="# line cannot be understood, and is left out."
            other="# lines cannot be understood, and are left out."
          />
        </div>
      )}
      <ul className="records" aria-label={t`What will change`}>
        {lines.slice(0, LINES_SHOWN).map((line) => (
          <li key={line.line} className="record">
            <span className="record-main">
              <span className="record-about">{t`Line ${line.line}`}</span>
              {'problem' in line ? (
                <span className="field-problem">{problems[line.problem]}</span>
              ) : (
                <code>
                  {line.redirect.path} → {targetOf(line.redirect)} ({line.redirect.status})
                </code>
              )}
            </span>
            {'redirect' in line && (
              <span className="record-about">{words[kindOf(line.redirect, before)]}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function useProblemWords(): Record<CsvProblem, string> {
  const { t } = useLingui();
  return {
    path: t`The path has to begin with a slash.`,
    target: t`The target has to begin with a slash or with https://, or be entry: and an id; with 410 it stays empty.`,
    status: t`The status has to be 301, 302 or 410.`,
    twice: t`The path stands in an earlier line already.`,
    quote: t`A quotation mark is not closed.`,
  };
}

function Outcome({ isBusy, lines }: { isBusy: boolean; lines: readonly ImportLine[] }): ReactNode {
  const { t } = useLingui();
  const count = lines.filter(({ state }) => state === 'done').length;
  const left = lines.filter(({ state }) => state === 'waiting').length;
  const refused = lines.filter(({ state }) => state === 'refused' || state === 'broken');
  return (
    <>
      <progress max={lines.length} value={lines.filter(({ state }) => state !== 'waiting').length}>
        {count}
      </progress>
      <p role="status">
        {isBusy ? (
          t`Changing redirects…`
        ) : (
          <Plural value={count} one="# redirect changed." other="# redirects changed." />
        )}{' '}
        {!isBusy && left > 0 && (
          <Plural
            value={left}
            one="You have stopped it: # line is left as it was."
            other="You have stopped it: # lines are left as they were."
          />
        )}
      </p>
      {refused.length > 0 && (
        <ul className="records" aria-label={t`Refused`}>
          {refused.map(({ line, message, redirect }) => (
            <li key={line} className="record">
              <span className="record-main">
                <span className="record-about">
                  {t`Line ${line}`} · <code>{redirect.path}</code>
                </span>
                <span className="field-problem">{message}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
