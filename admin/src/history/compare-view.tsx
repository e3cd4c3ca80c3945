import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { Differences } from './differences.tsx';
import { useVersionName } from './use-version-name.ts';
import { comparisonQuery, type Version } from './versions.ts';

type CompareViewProps = {
  version: Version;
  versions: readonly Version[];
  onLeave: () => void;
  onRestore: (version: Version) => void;
};

/** From one version to another, the draft to begin with. */
export function CompareView({ onLeave, onRestore, version, versions }: CompareViewProps): ReactNode {
  const { t } = useLingui();
  const { entry } = useEditor();
  const [fromId, setFromId] = useState(version.id);
  // As long as nobody has chosen another one, it follows what is saved.
  const [toId, setToId] = useState<string | null>(null);
  const from = versions.find(({ id }) => id === fromId) ?? version;
  const to = toId ?? entry.draftVersionId;
  const comparison = useQuery(comparisonQuery(entry.id, { from: from.id, to }));
  return (
    <div className="history">
      <Button look="quiet" className="history-back" onClick={onLeave}>
        <ArrowLeft aria-hidden="true" />
        <Trans>All versions</Trans>
      </Button>
      <div className="compare-ends">
        <VersionSelect label={t`From`} value={from.id} versions={versions} onChoose={setFromId} />
        <VersionSelect label={t`To`} value={to} versions={versions} onChoose={setToId} />
      </div>
      {comparison.error !== null && (
        <MessageBox message={{ kind: 'problem', text: comparison.error.message }} />
      )}
      {comparison.data !== undefined && <Differences comparison={comparison.data} />}
      {from.id !== entry.draftVersionId && (
        <Button onClick={() => onRestore(from)}>
          <Trans>Restore version {from.number} …</Trans>
        </Button>
      )}
    </div>
  );
}

type VersionSelectProps = {
  label: string;
  value: string;
  versions: readonly Version[];
  onChoose: (id: string) => void;
};

function VersionSelect({ label, onChoose, value, versions }: VersionSelectProps): ReactNode {
  const { i18n, t } = useLingui();
  const nameOf = useVersionName();
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {versions.map((version) => (
          <option key={version.id} value={version.id}>
            {nameOf(version)}
            {version.isDraft ? ` (${t`Draft`})` : ''} ·{' '}
            {i18n.date(new Date(version.savedAt), { dateStyle: 'short', timeStyle: 'short' })}
          </option>
        ))}
      </select>
    </label>
  );
}
