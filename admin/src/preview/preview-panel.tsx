import { Trans, useLingui } from '@lingui/react/macro';
import { House, Monitor, RotateCw, Share2, Smartphone, SquareArrowOutUpRight, Tablet } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { ApiError } from '../../../model/api/api-error.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { ShareLinks } from './share-links.tsx';
import { useBoxSize } from './use-box-size.ts';
import { useLivePage } from './use-live-page.ts';
import './preview-panel.css';

const DEVICES = ['here', 'phone', 'tablet', 'desktop'] as const;
type Device = (typeof DEVICES)[number];

const WIDTHS: Record<Exclude<Device, 'here'>, number> = { phone: 390, tablet: 768, desktop: 1280 };

/** The real page, as it would be with what is typed. */
export function PreviewPanel(): ReactNode {
  const { t } = useLingui();
  const { desk, entry } = useEditor();
  const frame = useRef<HTMLIFrameElement>(null);
  const [device, setDevice] = useState<Device>('here');
  const [isSharing, setSharing] = useState(false);
  // Another one loads the frame anew.
  const [round, setRound] = useState(0);
  const { error, page } = useLivePage(frame);
  const isElsewhere = page !== null && !page.isOwn && entry.path !== null;
  const path = isElsewhere ? page.path : (entry.path ?? page?.path ?? '/');
  const way = `/preview/${entry.id}`;
  return (
    <div className="preview">
      <div className="preview-bar" role="toolbar" aria-label={t`Preview`}>
        {isElsewhere && (
          <Button look="quiet" label={t`To the page of this entry`} onClick={() => setRound(round + 1)}>
            <House aria-hidden="true" />
          </Button>
        )}
        <output className="preview-path" title={page?.title} aria-label={t`Page that is shown`}>
          {path}
        </output>
        <Devices device={device} onChoose={setDevice} />
        <Button look="quiet" label={t`Load it anew`} onClick={() => setRound(round + 1)}>
          <RotateCw aria-hidden="true" />
        </Button>
        <a
          className="button quiet icon-only"
          href={`${way}?path=${encodeURIComponent(path)}`}
          target="_blank"
          rel="noreferrer"
          aria-label={t`Open in a new tab`}
          title={t`Open in a new tab`}
          onClick={() => void desk.keeper.flush()}
        >
          <SquareArrowOutUpRight aria-hidden="true" />
        </a>
        <Button look="quiet" label={t`Share as a link`} onClick={() => setSharing(true)}>
          <Share2 aria-hidden="true" />
        </Button>
      </div>
      {error !== null && <WhyNot error={error} />}
      <Screen device={device}>
        <iframe
          key={round}
          ref={frame}
          src={entry.path === null ? `${way}?path=/` : way}
          title={t`Preview of the page`}
        />
      </Screen>
      {isSharing && <ShareLinks onClose={() => setSharing(false)} />}
    </div>
  );
}

function WhyNot({ error }: { error: ApiError }): ReactNode {
  const template = error.problem?.['template'];
  return (
    <div className="problem preview-problem" role="alert">
      <p>
        <Trans>What is typed cannot be shown there. The page is as it was before.</Trans>
      </p>
      <p>
        {error.message} {typeof template === 'string' && <code>{template}</code>}
      </p>
    </div>
  );
}

type DevicesProps = { device: Device; onChoose: (device: Device) => void };

function Devices({ device, onChoose }: DevicesProps): ReactNode {
  const { t } = useLingui();
  const words = {
    phone: { label: t`Telephone`, Icon: Smartphone },
    tablet: { label: t`Tablet`, Icon: Tablet },
    desktop: { label: t`Desktop`, Icon: Monitor },
  };
  return (
    <div role="group" aria-label={t`Width`} className="preview-devices">
      {(['phone', 'tablet', 'desktop'] as const).map((name) => {
        const { Icon, label } = words[name];
        return (
          <Button
            key={name}
            look="quiet"
            label={label}
            aria-pressed={device === name}
            onClick={() => onChoose(device === name ? 'here' : name)}
          >
            <Icon aria-hidden="true" />
          </Button>
        );
      })}
    </div>
  );
}

/** As wide as the panel, or as a device: made smaller where it would not fit. */
function Screen({ children, device }: { children: ReactNode; device: Device }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const { height, width: room } = useBoxSize(box);
  const width = device === 'here' ? room : WIDTHS[device];
  const scale = Math.min(1, room / width || 1);
  const size = { width, height: height / scale, transform: `scale(${scale})` };
  return (
    <div ref={box} className="preview-box">
      <div
        className={`preview-screen ${device}`}
        style={{ ...size, marginLeft: Math.max(0, (room - width) / 2) }}
      >
        {children}
      </div>
    </div>
  );
}
