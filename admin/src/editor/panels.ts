import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Eye, History, Info, Send, type LucideIcon } from 'lucide-react';
import { lazy, type ComponentType } from 'react';
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
    Content: lazy(
      withWords('rest', async () => ({
        default: (await import('../publish/publish-panel.tsx')).PublishPanel,
      })),
    ),
    hasOwnWay: true,
  },
  preview: {
    label: msg`Preview`,
    Icon: Eye,
    Content: lazy(
      withWords('rest', async () => ({
        default: (await import('../preview/preview-panel.tsx')).PreviewPanel,
      })),
    ),
  },
  history: {
    label: msg`History`,
    Icon: History,
    Content: lazy(
      withWords('rest', async () => ({
        default: (await import('../history/history-panel.tsx')).HistoryPanel,
      })),
    ),
  },
  details: {
    label: msg`Details`,
    Icon: Info,
    Content: lazy(
      withWords('editor', async () => ({ default: (await import('./details-panel.tsx')).DetailsPanel })),
    ),
  },
};
