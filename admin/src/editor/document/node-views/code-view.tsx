import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { isValidAttribute, nodeRule } from '../../../../../model/rich-text/schema.ts';
import { changePart } from './change-part.ts';
import { PartField } from './part-field.tsx';
import type { PartProps } from './react-view.ts';

/** Suggested; any other name is as good. */
const LANGUAGES = [
  'bash',
  'c',
  'cpp',
  'csharp',
  'css',
  'diff',
  'dockerfile',
  'elixir',
  'go',
  'graphql',
  'haskell',
  'html',
  'http',
  'ini',
  'java',
  'javascript',
  'json',
  'jsx',
  'kotlin',
  'latex',
  'lua',
  'makefile',
  'markdown',
  'nginx',
  'nix',
  'perl',
  'php',
  'powershell',
  'python',
  'r',
  'ruby',
  'rust',
  'scala',
  'shell',
  'sql',
  'svelte',
  'swift',
  'text',
  'toml',
  'tsx',
  'typescript',
  'vue',
  'xml',
  'yaml',
  'zig',
];

/** The head of a code block: its language, and what else stands behind it in Markdown. */
export function CodeView(part: PartProps): ReactNode {
  const { t } = useLingui();
  const { language, meta } = part.node.attrs;
  const leave = (): void => {
    const at = part.place();
    if (at !== undefined)
      part.editor
        .chain()
        .focus()
        .setTextSelection(at + 1)
        .run();
  };
  return (
    <div className="code-head">
      <Checked
        name="language"
        label={t`Language`}
        placeholder={t`None`}
        value={language}
        suggestions={LANGUAGES}
        // What stands behind a language means nothing without one.
        onChange={(value) =>
          changePart(part, value === null ? { language: null, meta: null } : { language: value })
        }
        onLeave={leave}
      />
      {(language !== null || meta !== null) && (
        <Checked
          name="meta"
          label={t`Notes`}
          placeholder={t`Such as lines to highlight`}
          value={meta}
          onChange={(value) => changePart(part, { meta: value })}
          onLeave={leave}
        />
      )}
    </div>
  );
}

type CheckedProps = {
  name: 'language' | 'meta';
  label: string;
  placeholder: string;
  value: unknown;
  suggestions?: readonly string[];
  onChange: (value: string | null) => void;
  onLeave: () => void;
};

/** What the model does not take is left as it was typed until it is right, and is not written. */
function Checked({ name, onChange, value, ...rest }: CheckedProps): ReactNode {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const isRight = (text: string): boolean =>
    text === '' || isValidAttribute(nodeRule('codeBlock')?.attributes, name, text);
  return (
    <PartField
      {...rest}
      value={typed ?? value}
      problem={
        typed === null
          ? null
          : t`A language has no spaces, and notes have no back-quotes and no space at an end.`
      }
      onChange={(text) => {
        setTyped(isRight(text) ? null : text);
        if (isRight(text)) onChange(text === '' ? null : text);
      }}
    />
  );
}
