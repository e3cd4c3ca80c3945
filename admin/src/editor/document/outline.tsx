import { Trans, useLingui } from '@lingui/react/macro';
import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

/** The headings of the text; each leads to its place. */
export function Outline({ editor, onGo }: { editor: Editor; onGo: () => void }): ReactNode {
  const { t } = useLingui();
  const list = useRef<HTMLElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  const headings: { at: number; level: number; text: string }[] = [];
  editor.state.doc.descendants((node, at) => {
    if (node.type.name === 'heading')
      headings.push({ at, level: Number(node.attrs['level']), text: node.textContent });
    return !node.isTextblock;
  });
  const go = (at: number): void => {
    const { doc, tr } = editor.state;
    editor.view.dispatch(tr.setSelection(TextSelection.create(doc, at + 1)));
    onGo();
    editor.view.focus();
    const element = editor.view.nodeDOM(at);
    if (element instanceof HTMLElement) element.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  return (
    <nav ref={list} className="outline" aria-label={t`Outline`}>
      {headings.map(({ at, level, text }) => (
        <button key={at} type="button" className={`outline-item level-${level}`} onClick={() => go(at)}>
          {text === '' ? t`Untitled` : text}
        </button>
      ))}
      {headings.length === 0 && (
        <p className="soft">
          <Trans>The text has no headings yet. Type ## and a space to make one.</Trans>
        </p>
      )}
    </nav>
  );
}
