import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { usePublicAddress } from '../app/use-public-address.ts';
import { useSession } from '../app/use-session.ts';
import { momentInFull, whenInWords } from '../i18n/when.ts';
import { causeWords } from '../publish/cause-words.ts';
import { publicationQuery, releaseQuery } from '../publish/outcome.ts';
import { duration } from '../publish/duration.ts';
import { ReleaseStages, totalMs } from '../publish/release-stages.tsx';
import { RevertPublication } from '../publish/revert-publication.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import { peopleOf, waitOf } from './brought-by.ts';
import type { ListedPublication, ReleaseSummary } from './release-queries.ts';
import { HAPPENINGS } from './release-words.ts';
import { useItemName, useItemNames } from './use-item-names.ts';
import { ShownChip } from './shown-chip.tsx';
import { isQuiet, whatHappened } from './what-happened.ts';
import '../ui/state-chip.css';
import './releases.css';

type ReleaseRowProps = {
  release: ReleaseSummary;
  brought: readonly ListedPublication[];
  /** Visitors have it now. */
  isShown: boolean;
  onRollBack: (() => void) | null;
};

const TITLES_SHOWN = 3;

/** What went live, when and by whom; opened, each address and stage. */
export function ReleaseRow({ brought, isShown, onRollBack, release }: ReleaseRowProps): ReactNode {
  const { i18n } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const { createdAt, finishedAt, number, rolledBackBy, timings } = release;
  const happened = i18n._(HAPPENINGS[whatHappened(release, brought)]);
  const titles = useItemNames()(brought);
  const people = [...(rolledBackBy === null ? [] : [rolledBackBy.name]), ...peopleOf(brought)].join(', ');
  const more = titles.length - TITLES_SHOWN;
  const when = finishedAt ?? createdAt;
  return (
    <details
      className={`release ${isQuiet(release, brought) ? 'is-quiet' : ''}`}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <span className="release-number">{number}</span>
        <span className="row-name">
          <span>
            {titles.length === 0 ? happened : titles.slice(0, TITLES_SHOWN).join(' · ')}
            {more > 0 && (
              <>
                {' '}
                <Plural value={more} one="and # more" other="and # more" />
              </>
            )}
          </span>
          <span className="row-about">
            {titles.length > 0 && <>{happened} · </>}
            {people !== '' && <>{people} · </>}
            <time dateTime={when} title={momentInFull(when)}>
              {whenInWords(when)}
            </time>
          </span>
        </span>
        <span className="row-side">
          {finishedAt === null ? (
            <span className="state-chip scheduled">
              <Trans>On its way</Trans>
            </span>
          ) : (
            <span className="release-took">{duration(waitOf(release, brought) ?? totalMs(timings))}</span>
          )}
          {isShown && <ShownChip />}
        </span>
      </summary>
      {isOpen && <ReleaseDetails release={release} brought={brought} onRollBack={onRollBack} />}
    </details>
  );
}

const FILES_SHOWN = 100;

type DetailsProps = Pick<ReleaseRowProps, 'release' | 'brought' | 'onRollBack'>;

function ReleaseDetails({ brought, onRollBack, release }: DetailsProps): ReactNode {
  const { i18n, t } = useLingui();
  const { data, error } = useQuery(releaseQuery(release.number));
  const mayTakeBack = useSession().session.siteActions.includes('redirect.publish');
  const publicAddress = usePublicAddress();
  const [shown, setShown] = useState(FILES_SHOWN);
  const words = { created: t`New`, changed: t`Changed`, removed: t`Removed` };
  const when = momentInFull(release.finishedAt ?? release.createdAt);
  return (
    <div className="release-body">
      <p className="soft">{when}</p>
      <div className="release-ways">
        {onRollBack !== null && (
          <Button onClick={onRollBack}>
            <Trans>Roll back to this …</Trans>
          </Button>
        )}
        {mayTakeBack && brought.slice(0, WAYS_SHOWN).map(({ seq }) => <WayBack key={seq} seq={seq} />)}
      </div>
      <Items brought={brought} />
      {error !== null && <MessageBox message={{ kind: 'problem', text: error.message }} />}
      {data === undefined && error === null && (
        <p className="soft" role="status">
          <Trans>Loading …</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          <p className="release-count">
            <Plural value={data.files.length} one="# address changed" other="# addresses changed" />
          </p>
          <ul className="release-files">
            {data.files.slice(0, shown).map(({ cause, change, file, path }) => {
              const reason = cause === null ? null : causeWords(cause);
              return (
                <li key={file}>
                  <span className={`plan-change ${change}`}>{words[change]}</span>
                  <a href={publicAddress(path)} target="_blank" rel="noreferrer">
                    {path}
                  </a>
                  {cause !== null && (
                    <span className="row-about">{reason === null ? cause : i18n._(reason)}</span>
                  )}
                </li>
              );
            })}
          </ul>
          {data.files.length > shown && (
            <Button look="quiet" onClick={() => setShown(data.files.length)}>
              <Trans>Show all</Trans>
            </Button>
          )}
        </>
      )}
      {data !== undefined && data.purge !== null && <Purged purge={data.purge} />}
      <ReleaseStages timings={release.timings} waitMs={waitOf(release, brought)} />
    </div>
  );
}

/** Of the cache in front of the site. */
function Purged({ purge }: { purge: NonNullable<ReleaseSummary['purge']> }): ReactNode {
  const { error, state, urls } = purge;
  return (
    <p className="soft">
      {state === 'done' ? (
        <Plural
          value={urls ?? 0}
          one="The CDN was told of # address."
          other="The CDN was told of # addresses."
        />
      ) : error === null ? (
        <Trans>The CDN is told in a moment.</Trans>
      ) : (
        <Trans>The CDN could not be told yet: {error}</Trans>
      )}
    </p>
  );
}

/** One release of more is rare, and each of them can be taken back from its entry. */
const WAYS_SHOWN = 10;

/** Nothing where it cannot be taken back any more. */
function WayBack({ seq }: { seq: number }): ReactNode {
  const { t } = useLingui();
  const isAsLeft = useQuery(publicationQuery(seq)).data?.isAsLeft === true;
  if (!isAsLeft) return null;
  return (
    <RevertPublication
      seq={seq}
      label={t`Take publication ${seq} back …`}
      question={t`Take publication ${seq} back?`}
      onReverted={() => showToast({ kind: 'done', text: t`Asked for: the site follows in a moment.` })}
    />
  );
}

const ITEMS_SHOWN = 100;

function Items({ brought }: { brought: readonly ListedPublication[] }): ReactNode {
  const { t } = useLingui();
  const nameOf = useItemName();
  const [shown, setShown] = useState(ITEMS_SHOWN);
  const items = brought.flatMap((publication) =>
    publication.items.flatMap((item, place) => {
      const name = nameOf(item);
      return name === null
        ? []
        : [{ name, place, isWithdrawn: item.kind === 'withdraw', seq: publication.seq }];
    }),
  );
  if (items.length === 0) return null;
  return (
    <>
      <ul className="release-entries" aria-label={t`What it brought`}>
        {items.slice(0, shown).map(({ isWithdrawn, name, place, seq }) => (
          <li key={`${seq} ${place}`}>
            {isWithdrawn ? <Trans>Withdrawn: {name}</Trans> : name}{' '}
            <span className="row-about">
              <Trans>publication {seq}</Trans>
            </span>
          </li>
        ))}
      </ul>
      {items.length > shown && (
        <Button look="quiet" onClick={() => setShown(items.length)}>
          <Trans>Show all</Trans>
        </Button>
      )}
    </>
  );
}
