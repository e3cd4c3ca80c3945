import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { CompareView } from './compare-view.tsx';
import { RestoreView } from './restore-view.tsx';
import { timelineOf, type TimelineItem } from './timeline.ts';
import { VersionRow } from './version-row.tsx';
import { versionsQuery, type Version } from './versions.ts';
import './history-panel.css';

type View = { kind: 'list' } | { kind: 'compare' | 'restore'; version: Version };

/** What the entry was before, by whom; what is different; and the way back to it. */
export function HistoryPanel(): ReactNode {
  const { entry } = useEditor();
  const [view, setView] = useState<View>({ kind: 'list' });
  const query = useInfiniteQuery(versionsQuery(entry.id));
  const versions = query.data?.pages.flatMap((page) => page.versions) ?? [];
  const leave = (): void => setView({ kind: 'list' });
  if (view.kind === 'compare') {
    return (
      <CompareView
        version={view.version}
        versions={versions}
        onLeave={leave}
        onRestore={(version) => setView({ kind: 'restore', version })}
      />
    );
  }
  if (view.kind === 'restore') return <RestoreView version={view.version} onLeave={leave} />;
  return (
    <div className="history">
      {query.error !== null && <MessageBox message={{ kind: 'problem', text: query.error.message }} />}
      <Timeline versions={versions} onChoose={(version) => setView({ kind: 'compare', version })} />
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          <Trans>Show older versions</Trans>
        </Button>
      )}
    </div>
  );
}

type TimelineProps = { versions: readonly Version[]; onChoose: (version: Version) => void };

function Timeline({ onChoose, versions }: TimelineProps): ReactNode {
  const { i18n } = useLingui();
  return timelineOf(versions).map(({ day, items }) => (
    <section key={day} className="history-day">
      <h3>{i18n.date(new Date(day), { dateStyle: 'full' })}</h3>
      <ol>
        {items.map((item) => (
          <li key={item.kind === 'one' ? item.version.id : item.versions[0]?.id}>
            <Item item={item} onChoose={onChoose} />
          </li>
        ))}
      </ol>
    </section>
  ));
}

type ItemProps = { item: TimelineItem; onChoose: (version: Version) => void };

function Item({ item, onChoose }: ItemProps): ReactNode {
  if (item.kind === 'one') return <VersionRow version={item.version} onChoose={onChoose} />;
  const by = item.versions[0]?.savedByName;
  return (
    <details className="history-saves">
      <summary>
        <Plural value={item.versions.length} one="# save" other="# saves" /> {by}
      </summary>
      <ol>
        {item.versions.map((version) => (
          <li key={version.id}>
            <VersionRow version={version} onChoose={onChoose} />
          </li>
        ))}
      </ol>
    </details>
  );
}
