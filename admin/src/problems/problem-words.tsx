import { useLingui } from '@lingui/react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { inWords } from './explain.ts';

type ProblemWordsProps = {
  code: string | null;
  detail: string | null;
  /** What else the server said of it: it is the same as long as that is. */
  parts?: Readonly<Record<string, unknown>>;
};

/** Of something that the server told before, and that is no refusal of what was asked now. */
export function ProblemWords({ code, detail, parts }: ProblemWordsProps): ReactNode {
  const { i18n } = useLingui();
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    let isLeft = false;
    const say = async (): Promise<void> => {
      const words = await inWords({ code: code ?? '', detail, parts: parts ?? null });
      if (!isLeft) setSaid(words);
    };
    void say();
    return () => {
      isLeft = true;
    };
  }, [code, detail, parts, i18n.locale]);
  return said ?? detail ?? code;
}
