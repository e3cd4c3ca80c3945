import type { ReactNode } from 'react';
import type { WordRun } from '../../../model/compare/compare-words.ts';
import './words.css';

/** A text with what is new in it, and what is gone. */
export function Words({ runs }: { runs: readonly WordRun[] }): ReactNode {
  return (
    <span className="words">
      {runs.map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        if (kind === 'added') return <ins key={key}>{text}</ins>;
        return kind === 'removed' ? <del key={key}>{text}</del> : <span key={key}>{text}</span>;
      })}
    </span>
  );
}
