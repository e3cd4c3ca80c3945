import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ImageOff, LayoutGrid, List } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { MEDIA_KINDS } from './accept.ts';
import { useKindNames } from './kind-names.ts';
import { readMediaChoice, type MediaChoice } from './media-choice.ts';
import { mediaTagsQuery } from './media-queries.ts';
import { MediaSearch } from './media-search.tsx';
import type { ChoiceChange } from './use-media-choice.ts';
import type { MediaView } from './media-view.ts';

type MediaControlsProps = {
  choice: MediaChoice;
  onChoose: (change: ChoiceChange) => void;
  view: MediaView;
  onView: (view: MediaView) => void;
};

export function MediaControls({ choice, onChoose, onView, view }: MediaControlsProps): ReactNode {
  const { t } = useLingui();
  const names = useKindNames();
  const tags = useQuery(mediaTagsQuery).data ?? [];
  const isLacking = choice.alt === 'missing';
  return (
    <search className="list-controls">
      <MediaSearch sought={choice.q ?? ''} onSeek={(q) => onChoose({ q })} />
      <Select
        label={t`Kind`}
        value={choice.kind ?? ''}
        options={[['', t`All kinds`], ...MEDIA_KINDS.map((kind) => [kind, names[kind]] as const)]}
        onChoose={(kind) => onChoose({ kind: readMediaChoice({ kind }).kind })}
      />
      <Select
        label={t`Use`}
        value={choice.use ?? ''}
        options={[
          ['', t`Used or not`],
          ['used', t`In use`],
          ['unused', t`Not in use`],
        ]}
        onChoose={(use) => onChoose({ use: readMediaChoice({ use }).use })}
      />
      {(tags.length > 0 || choice.tag !== undefined) && (
        <Select
          label={t`Tag`}
          value={choice.tag ?? ''}
          options={[
            ['', t`All tags`],
            ...(choice.tag !== undefined && !tags.some(({ tag }) => tag === choice.tag)
              ? [[choice.tag, choice.tag] as const]
              : []),
            ...tags.map(({ count, tag }) => [tag, `${tag} (${count})`] as const),
          ]}
          onChoose={(tag) => onChoose({ tag })}
        />
      )}
      <button
        type="button"
        className={`list-choice media-lacking ${isLacking ? 'is-chosen' : ''}`}
        aria-pressed={isLacking}
        onClick={() => onChoose({ alt: isLacking ? undefined : 'missing' })}
      >
        <ImageOff aria-hidden="true" />
        {t`Without alt text`}
      </button>
      <span className="media-views">
        <Button
          look="quiet"
          label={t`As a grid`}
          aria-pressed={view === 'grid'}
          onClick={() => onView('grid')}
        >
          <LayoutGrid aria-hidden="true" />
        </Button>
        <Button
          look="quiet"
          label={t`As a list`}
          aria-pressed={view === 'list'}
          onClick={() => onView('list')}
        >
          <List aria-hidden="true" />
        </Button>
      </span>
    </search>
  );
}

type SelectProps = {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChoose: (value: string) => void;
};

function Select({ label, onChoose, options, value }: SelectProps): ReactNode {
  return (
    <select
      className={`list-choice ${value === '' ? '' : 'is-chosen'}`}
      aria-label={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
