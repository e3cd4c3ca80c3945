import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useRefusal } from '../ui/use-refusal.ts';
import type { Broken } from './breaking.ts';

const LINKS_SHOWN = 10;

/** Which links would lead nowhere, before they do. */
export function BreakingDialog({ broken, onLeave }: { broken: Broken; onLeave: () => void }): ReactNode {
  const { t } = useLingui();
  const { isBusy, refusal, run } = useRefusal();
  const { goOn, links, mayBreak } = broken;
  const more = links.length - LINKS_SHOWN;
  return (
    <AskDialog
      title={t`Leave links dead?`}
      onCancel={onLeave}
      choices={
        <>
          <Button onClick={onLeave}>{t`Leave it as it is`}</Button>
          {mayBreak && (
            <Button
              look="danger"
              isBusy={isBusy}
              onClick={() =>
                void run(async () => {
                  await goOn();
                  onLeave();
                })
              }
            >
              {t`Do it all the same`}
            </Button>
          )}
        </>
      }
    >
      <p>
        <Trans>Nothing has been changed yet. On the public site, these links would lead nowhere:</Trans>
      </p>
      <ul>
        {links.slice(0, LINKS_SHOWN).map(({ anchor, from, path }) => (
          <li key={`${path}#${anchor}`}>
            <code>{anchor === null ? path : `${path}#${anchor}`}</code> ←{' '}
            {from.map((page) => page.path).join(', ')}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p>
          <Plural value={more} one="… and # more." other="… and # more." />
        </p>
      )}
      <p>
        {mayBreak
          ? t`Mend them on these pages first, or go on: visitors who follow them are told that there is no such page.`
          : t`Mend them on these pages first, or ask an editor: your role does not let you leave links dead.`}
      </p>
      {refusal !== null && <MessageBox message={{ kind: 'problem', text: refusal.message }} />}
    </AskDialog>
  );
}
