import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { Focus, GripVertical, ListTree, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { useEditor } from '../use-editor.ts';
import { ask } from './ask.ts';
import { Floating } from './floating.tsx';
import { FocusMode } from './focus-mode.tsx';
import { Outline } from './outline.tsx';
import { countWords, readingMinutes } from './text-counts.ts';

type DocumentBarProps = { editor: Editor; isFinding: boolean; onFind: () => void };

/** Below the text: how long it is, and ways to find one's way in it. */
export function DocumentBar({ editor, isFinding, onFind }: DocumentBarProps): ReactNode {
  const { t } = useLingui();
  const { entry } = useEditor();
  const words = useWords(editor, entry.locale);
  const minutes = readingMinutes(words);
  const [isOutlined, setOutlined] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const button = useRef<HTMLSpanElement>(null);
  return (
    <div className="document-bar">
      <span className="soft document-counts">
        <Plural value={words} one="# word" other="# words" />
        {words > 0 && (
          <>
            {' · '}
            <Trans>{minutes} min to read</Trans>
          </>
        )}
      </span>
      {editor.isEditable && (
        <span className="in-place-of-handle">
          <Button look="quiet" label={t`This block`} onClick={() => ask(editor, { kind: 'block' })}>
            <GripVertical aria-hidden="true" />
          </Button>
        </span>
      )}
      <span ref={button}>
        <Button
          look="quiet"
          label={t`Outline`}
          aria-expanded={isOutlined}
          onClick={() => setOutlined(!isOutlined)}
        >
          <ListTree aria-hidden="true" />
        </Button>
      </span>
      <Button look="quiet" label={t`Find and replace`} aria-pressed={isFinding} onClick={onFind}>
        <Search aria-hidden="true" />
      </Button>
      <Button
        look="quiet"
        label={t`Nothing but the text`}
        aria-pressed={isFocused}
        onClick={() => setFocused(!isFocused)}
      >
        <Focus aria-hidden="true" />
      </Button>
      {isFocused && <FocusMode editor={editor} onLeave={() => setFocused(false)} />}
      {isOutlined && (
        <Floating
          label={t`Outline`}
          rectOf={() => button.current?.getBoundingClientRect() ?? null}
          onClose={() => setOutlined(false)}
        >
          <Outline editor={editor} onGo={() => setOutlined(false)} />
        </Floating>
      )}
    </div>
  );
}

const COUNT_AFTER_MS = 1_000;

/** Counted now and then, and not with each key. */
function useWords(editor: Editor, locale: string): number {
  const [words, setWords] = useState(() => countWords(editor.state.doc, locale));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = (): void => {
      timer = undefined;
      setWords(countWords(editor.state.doc, locale));
    };
    const plan = (): void => {
      timer ??= setTimeout(count, COUNT_AFTER_MS);
    };
    editor.on('update', plan);
    return () => {
      clearTimeout(timer);
      editor.off('update', plan);
    };
  }, [editor, locale]);
  return words;
}
