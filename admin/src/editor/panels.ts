import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Eye, History, Info, Send, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { late } from '../ui/late.tsx';
import type { PanelName } from './panel-name.ts';
import { withWords } from '../i18n/i18n.ts';

type Panel = {
  label: MessageDescriptor;
  Icon: LucideIcon;
  /** Loaded when somebody opens it. What it shows is in `useEditor()`. */
  Content: ComponentType;
  /** It is not opened from the row of panels, but by something of its own. */
  hasOwnWay?: true;
};

/** What stands beside the text when somebody wants it, by the name that it has in the address. */
export const PANELS: Record<PanelName, Panel> = {
  publish: {
    label: msg`Publish`,
    Icon: Send,
    Content: late(withWords('rest', async () => (await import('../publish/publish-panel.tsx')).PublishPanel)),
    hasOwnWay: true,
  },
  preview: {
    label: msg`Preview`,
    Icon: Eye,
    Content: late(withWords('rest', async () => (await import('../preview/preview-panel.tsx')).PreviewPanel)),
  },
  history: {
    label: msg`History`,
    Icon: History,
    Content: late(withWords('rest', async () => (await import('../history/history-panel.tsx')).HistoryPanel)),
  },
  details: {
    label: msg`Details`,
    Icon: Info,
    Content: late(withWords('editor', async () => (await import('./details-panel.tsx')).DetailsPanel)),
  },
};
