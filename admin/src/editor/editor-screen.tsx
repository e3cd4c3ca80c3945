import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeft, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CSSProperties, ReactNode, RefObject } from 'react';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { PublishButton } from '../publish/publish-button.tsx';
import { Button } from '../ui/button.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { isBlank } from './blank-entry.ts';
import { BesideButton } from './beside-button.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntryMenu } from './entry-menu.tsx';
import { LocaleSwitch } from './locale-switch.tsx';
import { PANEL_NAMES, type PanelName } from './panel-name.ts';
import { PanelEdge, usePanelWidth } from './panel-width.tsx';
import { PANELS } from './panels.ts';
import { PresenceLine } from './presence-line.tsx';
import { SaveStateLine } from './save-state-line.tsx';
import { useWays } from './show-field.ts';
import { useBesideText } from './use-beside-text.ts';
import { useEditor } from './use-editor.ts';
import { useMay } from './use-may.ts';
import './editor-screen.css';

const route = getRouteApi('/signed-in/content/$collection/$entryId');

/** As in `editor-screen.css`: whoever is taken to a field there would not see it. */
const PANEL_COVERS_TEXT = '(width < 768px)';

/** The text, what is to be known of it, and beside it what somebody has opened. */
export function EditorScreen(): ReactNode {
  const { t } = useLingui();
  const { desk, entry, model, readOnly } = useEditor();
  useWays(desk);
  const beside = useBesideText(model.collections[entry.collection]);
  const { panel } = route.useSearch();
  const navigate = route.useNavigate();
  const open = useCallback(
    (name: PanelName | undefined): void =>
      void navigate({ search: name === undefined ? {} : { panel: name }, replace: true }),
    [navigate],
  );
  useEffect(
    () =>
      desk.onGoTo(() => {
        if (matchMedia(PANEL_COVERS_TEXT).matches) open(undefined);
      }),
    [desk, open],
  );
  const collection = labelText(model.collections[entry.collection]?.label ?? entry.collection);
  const declared = model.collections[entry.collection];
  const isSingle = declared?.single === true;
  const title = entryTitle(entry);
  // There is nothing yet that could be looked at, published or thrown away; or it is thrown away.
  const hasWays = !isBlank(entry) && readOnly !== 'trashed';
  return (
    <div className="editor">
      <title>{t`${title} · Stillpress`}</title>
      <header className="editor-head">
        <div className="editor-lead">
          {!isSingle && (
            <Link
              to="/content/$collection"
              params={{ collection: entry.collection }}
              className="button quiet editor-back"
              aria-label={t`Back to ${collection}`}
              title={t`Back to ${collection}`}
            >
              <ChevronLeft aria-hidden="true" />
              <span>{collection}</span>
            </Link>
          )}
          {/* A text has its title above it, where it is written. */}
          <h1 className={beside.arrangement === null ? 'editor-title' : 'for-screen-readers'}>{title}</h1>
          <StateChip entry={entry} />
          <SaveStateLine />
          <PresenceLine />
        </div>
        {(readOnly !== 'trashed' || isSingle) && <LocaleSwitch />}
        {hasWays ? <Ways panel={panel} onOpen={open} /> : isBlank(entry) && <NothingYet />}
        <BesideButton beside={beside} />
      </header>
      <div className="editor-body">
        <EntryForm beside={beside} />
        {panel !== undefined && hasWays && (
          <SidePanel key={panel} name={panel} onClose={() => open(undefined)} />
        )}
      </div>
    </div>
  );
}

/** What is going to be there, as soon as something is written. */
function NothingYet(): ReactNode {
  const { t } = useLingui();
  const mayPublish = useMay('entry.publish');
  if (!mayPublish) return null;
  return (
    <Button look="solid" disabled title={t`Write something first: then it can be looked at and published.`}>
      <Trans>Publish</Trans>
    </Button>
  );
}

type WaysProps = { panel: PanelName | undefined; onOpen: (name: PanelName | undefined) => void };

function Ways({ onOpen, panel }: WaysProps): ReactNode {
  const { t } = useLingui();
  const mayPublish = useMay('entry.publish', 'entry.withdraw');
  const openPublish = useCallback(() => onOpen('publish'), [onOpen]);
  return (
    <div className="editor-ways" role="group" aria-label={t`Panels`}>
      {PANEL_NAMES.filter((name) => PANELS[name].hasOwnWay !== true).map((name) => (
        <PanelButton
          key={name}
          name={name}
          isOpen={panel === name}
          onClick={() => onOpen(panel === name ? undefined : name)}
        />
      ))}
      <EntryMenu />
      {mayPublish && <PublishButton isOpen={panel === 'publish'} onOpen={openPublish} />}
    </div>
  );
}

type PanelButtonProps = { name: PanelName; isOpen: boolean; onClick: () => void };

function PanelButton({ isOpen, name, onClick }: PanelButtonProps): ReactNode {
  const { i18n } = useLingui();
  const { Icon, label } = PANELS[name];
  return (
    <Button look="quiet" label={i18n._(label)} aria-pressed={isOpen} onClick={onClick}>
      <Icon aria-hidden="true" />
    </Button>
  );
}

function SidePanel({ name, onClose }: { name: PanelName; onClose: () => void }): ReactNode {
  const { i18n, t } = useLingui();
  const { Content, label } = PANELS[name];
  const [width, setWidth] = usePanelWidth(name);
  const panel = useRef<HTMLElement>(null);
  const close = useFocusWithin(panel, onClose);
  return (
    <aside
      ref={panel}
      className={`editor-panel ${name}-side`}
      aria-label={i18n._(label)}
      tabIndex={-1}
      style={{ '--panel-width': `${width}px` } as CSSProperties}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <PanelEdge width={width} onChoose={setWidth} />
      <header className="editor-panel-head">
        <h2>{i18n._(label)}</h2>
        <Button look="quiet" label={t`Close`} onClick={close}>
          <X aria-hidden="true" />
        </Button>
      </header>
      <>
        <Content />
      </>
    </aside>
  );
}

/** Whoever opens a panel is in it, and back where they were once it is closed. */
function useFocusWithin(panel: RefObject<HTMLElement | null>, onClose: () => void): () => void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    // With the page, it is there without anybody having opened it.
    if (before !== document.body) panel.current?.focus({ preventScroll: true });
  }, [before, panel]);
  return () => {
    onClose();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
}
