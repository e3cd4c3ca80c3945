import type { ReactNode } from 'react';

/** As it is kept, for whoever has to know it exactly. */
export function RecordJson({ of, summary }: { of: unknown; summary: string }): ReactNode {
  return (
    <details className="record-wide">
      <summary>{summary}</summary>
      <pre tabIndex={0}>{JSON.stringify(of, null, 2)}</pre>
    </details>
  );
}
