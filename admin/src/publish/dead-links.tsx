import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { entryQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { Button } from '../ui/button.tsx';
import { LinkTargetForm } from './link-target-form.tsx';
import { resolutionOf, targetOf, type LinkTarget } from './link-target.ts';
import { linkAddress, type PlannedLink, type Resolution } from './plan.ts';
import './dead-links.css';

type DeadLinksProps = {
  links: readonly PlannedLink[];
  resolved: readonly Resolution[];
  onResolve: (resolved: Resolution[]) => void;
  /** Where nothing can be done about them at that moment, such as that of a schedule. */
  areWaysClosed: boolean;
  /** Whoever publishes may leave them dead. */
  mayBreak: boolean;
};

/** The links that would lead nowhere, what can be done about each, and what has been chosen. It is planned anew with each choice. */
export function DeadLinks({
  areWaysClosed,
  links,
  mayBreak,
  onResolve,
  resolved,
}: DeadLinksProps): ReactNode {
  const { t } = useLingui();
  if (links.length === 0 && resolved.length === 0) return null;
  return (
    <section className="dead-links" aria-label={t`Links`}>
      {links.length > 0 && (
        <>
          <h3>
            <Plural value={links.length} one="# link would lead nowhere" other="# links would lead nowhere" />
          </h3>
          <ul>
            {links.map((link) => (
              <li key={linkAddress(link)}>
                <code>{linkAddress(link)}</code>
                <span className="soft">{pagesOf(link)}</span>
                {!areWaysClosed && link.ways.length > 0 && (
                  <Ways link={link} onChoose={(chosen) => onResolve([...resolved, chosen])} />
                )}
              </li>
            ))}
          </ul>
          <p className="hint">
            {areWaysClosed ? (
              <Trans>Mend them in the entries of these pages before that time.</Trans>
            ) : mayBreak ? (
              <Trans>
                Those that are left are dead then: whoever follows them is told that there is no such page.
              </Trans>
            ) : (
              <Trans>Your role does not let you leave links dead. Mend them, or ask an editor.</Trans>
            )}
          </p>
        </>
      )}
      {resolved.length > 0 && (
        <ul aria-label={t`What becomes of links`}>
          {resolved.map((resolution) => (
            <li key={addressOf(resolution)} className="resolved">
              <Chosen resolution={resolution} />
              <Button
                look="quiet"
                aria-label={t`Undo for ${addressOf(resolution)}`}
                onClick={() => onResolve(resolved.filter((one) => one !== resolution))}
              >
                <Trans>Undo</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Chosen({ resolution }: { resolution: Resolution }): ReactNode {
  const address = addressOf(resolution);
  if (resolution.by === 'unlink') return <Trans>{address}: no link any more</Trans>;
  const to = <TargetName target={targetOf(resolution)} />;
  if (resolution.by === 'redirect')
    return (
      <Trans>
        {address} leads on to {to}
      </Trans>
    );
  return (
    <Trans>
      {address}: the link leads to {to}
    </Trans>
  );
}

function TargetName({ target }: { target: LinkTarget }): ReactNode {
  const entryId = 'entryId' in target ? target.entryId : null;
  const { data } = useQuery({ ...entryQuery(entryId ?? ''), enabled: entryId !== null });
  if ('address' in target) return target.address;
  return data === undefined ? '…' : `“${entryTitle(data)}”`;
}

type WaysProps = { link: PlannedLink; onChoose: (chosen: Resolution) => void };

/** Where it leads nowhere as yet, a choice; where it is to lead somewhere, also to where. */
function Ways({ link, onChoose }: WaysProps): ReactNode {
  const { t } = useLingui();
  const [by, setBy] = useState<Resolution['by'] | ''>('');
  const { anchor, path, ways } = link;
  const words = {
    redirect: t`Lead visitors on to …`,
    replace: t`Let the links lead to …`,
    unlink: t`Take the links out, leave their words`,
  };
  const choose = (way: Resolution['by'] | ''): void => {
    if (way === 'unlink') onChoose({ path, anchor, by: way });
    else setBy(way);
  };
  return (
    <div className="link-ways">
      <select
        aria-label={t`What becomes of ${linkAddress(link)}`}
        value={by}
        onChange={(event) => choose(event.currentTarget.value as Resolution['by'] | '')}
      >
        <option value="">{t`Leave it dead`}</option>
        {ways.map((way) => (
          <option key={way} value={way}>
            {words[way]}
          </option>
        ))}
      </select>
      {(by === 'redirect' || by === 'replace') && (
        <LinkTargetForm onTake={(target) => onChoose(resolutionOf({ by, link, target }))} />
      )}
    </div>
  );
}

function addressOf(resolution: Resolution): string {
  const anchor = resolution.by === 'redirect' ? null : (resolution.anchor ?? null);
  return linkAddress({ path: resolution.path, anchor });
}

const PAGES_NAMED = 3;

function pagesOf({ from, isCut }: PlannedLink): ReactNode {
  const named = from.slice(0, PAGES_NAMED).join(', ');
  const isMore = isCut || from.length > PAGES_NAMED;
  return isMore ? <Trans>on {named} and others</Trans> : <Trans>on {named}</Trans>;
}
