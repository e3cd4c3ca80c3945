import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { SHORTCUT_GROUPS } from './shortcuts.ts';
import { useModal } from '../ui/use-modal.ts';
import './palette.css';

export function ShortcutList({ onLeave }: { onLeave: () => void }): ReactNode {
  const { i18n, t } = useLingui();
  const dialog = useModal();
  const id = useId();
  return (
    <dialog ref={dialog} className="palette" aria-labelledby={id} closedby="any" onClose={onLeave}>
      <div className="shortcuts">
        <header>
          <h2 id={id}>{t`Keyboard shortcuts`}</h2>
          <Button look="quiet" label={t`Close`} onClick={onLeave}>
            <X aria-hidden="true" />
          </Button>
        </header>
        {SHORTCUT_GROUPS.map(({ shortcuts, title }) => (
          <section key={title.id}>
            <h3>{i18n._(title)}</h3>
            <dl>
              {shortcuts.map(({ does, keys }) => (
                <Shortcut key={does.id} keys={keys} does={i18n._(does)} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}

const IS_MAC = navigator.platform.startsWith('Mac');

function Shortcut({ does, keys }: { does: string; keys: readonly string[] }): ReactNode {
  const { t } = useLingui();
  return (
    <>
      <dt>{does}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key !== 'Mod' ? key : IS_MAC ? '⌘' : t`Ctrl`}</kbd>
        ))}
      </dd>
    </>
  );
}
