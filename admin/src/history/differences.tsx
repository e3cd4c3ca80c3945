import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { fieldLabel } from '../content/field-label.ts';
import { useReadable } from './readable.ts';
import { useEditor } from '../editor/use-editor.ts';
import { blockWord, settingWords } from './block-words.ts';
import type { Comparison } from './versions.ts';
import '../editor/words.css';
import './differences.css';

type Difference = Comparison['differences'][number];
type Block = Extract<Difference, { kind: 'richText' }>['blocks'][number];
type Words = NonNullable<Block['words']>;

/** Field by field, a document block by block, and word by word within. */
export function Differences({ comparison: { differences } }: { comparison: Comparison }): ReactNode {
  const { entry, model } = useEditor();
  if (differences.length === 0) {
    return (
      <p className="soft">
        <Trans>They say the same.</Trans>
      </p>
    );
  }
  return (
    <div className="history-differences">
      {differences.map((difference) => (
        <section key={difference.path}>
          <h3>{fieldLabel(model, entry.collection, difference.path)}</h3>
          <Change difference={difference} />
        </section>
      ))}
    </div>
  );
}

function Change({ difference }: { difference: Difference }): ReactNode {
  const isValue = difference.kind === 'value';
  const readable = useReadable(isValue ? [difference.before, difference.after] : []);
  if (difference.kind === 'text') return <WordRuns words={difference.words} />;
  if (difference.kind === 'value') {
    const { after, before } = difference;
    return (
      <p className="words">
        {before !== undefined && before !== null && <del>{readable(before)}</del>}{' '}
        {after !== undefined && after !== null && <ins>{readable(after)}</ins>}
      </p>
    );
  }
  return (
    <ol className="block-changes">
      {difference.blocks.map((block) => (
        <li key={block.id} className={block.change}>
          <BlockChange block={block} />
        </li>
      ))}
    </ol>
  );
}

function BlockChange({ block }: { block: Block }): ReactNode {
  const { t } = useLingui();
  const { attributes, change, isMoved, isReformatted, type, words } = block;
  const kinds = { added: t`Added`, removed: t`Removed`, moved: t`Moved`, changed: t`Changed` };
  const names = settingWords(attributes);
  const notes = [
    ...(isMoved && change !== 'moved' ? [t`moved`] : []),
    ...(isReformatted ? [t`formatted in another way`] : []),
    ...(attributes.length > 0 ? [t`other settings: ${names}`] : []),
  ];
  return (
    <>
      <span className="block-change-kind">
        {kinds[change]} · {blockWord(type)}
        {notes.length > 0 && <> · {notes.join(', ')}</>}
      </span>
      {words !== null && <WordRuns words={words} />}
    </>
  );
}

function WordRuns({ words }: { words: Words }): ReactNode {
  return (
    <p className="words">
      {words.map(({ kind, text }, index) =>
        kind === 'same' ? (
          <span key={index}>{shortened(text)}</span>
        ) : kind === 'added' ? (
          <ins key={index}>{text}</ins>
        ) : (
          <del key={index}>{text}</del>
        ),
      )}
    </p>
  );
}

/** What stays is there to find one's way. */
const SAME_MAX = 400;
const ENDS = 160;

function shortened(text: string): string {
  return text.length <= SAME_MAX ? text : `${text.slice(0, ENDS)} … ${text.slice(-ENDS)}`;
}
