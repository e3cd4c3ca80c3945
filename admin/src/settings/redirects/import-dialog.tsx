import { Plural, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { RevertPublication } from '../../publish/revert-publication.tsx';
import { Button } from '../../ui/button.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { kindOf, readRedirects, targetOf } from './redirect-csv.ts';
import type { CsvLine, CsvProblem, RedirectRow, RowKind } from './redirect-csv.ts';
import { redirectsQuery } from './redirects-query.ts';
import { trialQuery, type Trial } from './trial-query.ts';
import { useImport, type ImportLine } from './use-import.ts';
import { MessageBox } from '../../ui/message.tsx';
import { useModal } from '../../ui/use-modal.ts';
import '../form-dialog.css';
import '../../ui/form.css';

type ImportDialogProps = { redirects: readonly RedirectRow[]; onLeave: () => void };

const REST_MS = 400;

/** Says what would change, line by line, before anything does; then does it as one publication, and says what was refused. */
export function ImportDialog({ onLeave, redirects }: ImportDialogProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const client = useQueryClient();
  const dialog = useModal();
  const [text, setText] = useState('');
  const [before] = useState(redirects);
  const lines = useMemo(() => readRedirects(text), [text]);
  const { isBusy, lines: done, publications, run, stop } = useImport();
  const isDone = done.length > 0;
  const changes = lines.flatMap((line) =>
    'redirect' in line && kindOf(line.redirect, before) !== 'same' ? [line] : [],
  );
  const isSettled = useSettled(text, REST_MS) === text;
  const trial = useQuery({
    ...trialQuery({ lines: changes, text }),
    enabled: isSettled && !isDone && changes.length > 0,
  });
  const broken = done.filter(({ state }) => state === 'broken');
  const start = async (links?: 'anyway'): Promise<void> => {
    await run(links === undefined ? changes : broken, links);
    await client.invalidateQueries({ queryKey: redirectsQuery.queryKey });
  };
  const count = changes.length - (trial.data?.refused.size ?? 0);
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
        {!isDone && <CsvInput text={text} onText={setText} />}
        {!isDone && lines.length > 0 && <Preview lines={lines} before={before} trial={trial.data} />}
        {!isDone && changes.length > 0 && <Foreseen error={trial.error} trial={trial.data} />}
        {isDone && <Outcome lines={done} isBusy={isBusy} />}
        {!isBusy && publications.map((seq) => <TakeBack key={seq} seq={seq} />)}
        <div className="choices">
          {isBusy ? (
            <Button onClick={stop}>{t`Stop`}</Button>
          ) : (
            <Button onClick={onLeave}>{isDone ? t`Close` : t`Cancel`}</Button>
          )}
          {!isDone && (
            <Button look="solid" disabled={count === 0} onClick={() => void start()}>
              <Plural value={count} one="Change # redirect" other="Change # redirects" />
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

function CsvInput({ onText, text }: { text: string; onText: (text: string) => void }): ReactNode {
  const { t } = useLingui();
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-file`}>{t`A CSV file`}</label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={({ target }) => void target.files?.[0]?.text().then(onText)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-text`}>{t`Or its lines`}</label>
        <textarea
          id={`${id}-text`}
          value={text}
          placeholder={'/old/,/new/,301\n/gone/,,410'}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => onText(target.value)}
        />
        <span id={`${id}-note`} className="hint">
          {t`Path, target, status: a line each. Redirects that are not in it stay.`}
        </span>
      </div>
    </>
  );
}

const LINKS_SHOWN = 10;

/** Of all lines together. */
function Foreseen({ error, trial }: { error: Error | null; trial: Trial | undefined }): ReactNode {
  const { t } = useLingui();
  if (error !== null) return <MessageBox message={{ kind: 'problem', text: error.message }} />;
  const links = trial?.brokenLinks ?? [];
  return (
    <>
      <p className="hint" role="status">
        {trial === undefined
          ? t`Working out what changes …`
          : t`All of it is one publication, which can be taken back as a whole.`}
      </p>
      {links.length > 0 && (
        <div className="problem">
          <p>
            <Plural value={links.length} one="# link would lead nowhere" other="# links would lead nowhere" />
          </p>
          <ul>
            {links.slice(0, LINKS_SHOWN).map(({ anchor, path }) => (
              <li key={`${path}#${anchor}`}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function TakeBack({ seq }: { seq: number }): ReactNode {
  const { t } = useLingui();
  const [isTaken, setTaken] = useState(false);
  if (isTaken) return <p role="status">{t`Taken back: visitors see what was there before.`}</p>;
  return (
    <RevertPublication
      seq={seq}
      label={t`Take publication ${seq} back …`}
      question={t`Take publication ${seq} back?`}
      onReverted={() => setTaken(true)}
    />
  );
}

const LINES_SHOWN = 200;

type PreviewProps = {
  before: readonly RedirectRow[];
  lines: readonly CsvLine[];
  trial: Trial | undefined;
};

function Preview({ before, lines, trial }: PreviewProps): ReactNode {
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
              {trial?.refused.has(line.line) === true && (
                <span className="field-problem">{trial.refused.get(line.line)}</span>
              )}
              {'redirect' in line && trial?.emptyTargets.has(targetOf(line.redirect)) === true && (
                <span className="hint">{t`No page is at ${targetOf(line.redirect)} now.`}</span>
              )}
            </span>
            {'redirect' in line && trial?.refused.has(line.line) !== true && (
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
