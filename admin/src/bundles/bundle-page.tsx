import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Eye, PackageOpen } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Bundle } from '../../../model/api/bundle.ts';
import type { Resolution } from '../publish/plan.ts';
import { Empty } from '../ui/empty.tsx';
import { MessageBox } from '../ui/message.tsx';
import { AddEntry } from './add-entry.tsx';
import { PublishedBundle, ScheduledBundle } from './bundle-after.tsx';
import { BundleChip } from './bundle-chip.tsx';
import { BundleDeed } from './bundle-deed.tsx';
import { BundleItems } from './bundle-items.tsx';
import { BundleMenu } from './bundle-menu.tsx';
import { bundlePlanQuery, problemsByEntry } from './bundle-plan.ts';
import { bundleQuery } from './bundle-queries.ts';
import type { BundleWhen } from './use-do-bundle.ts';
import { useChangeBundle } from './use-change-bundle.ts';
import '../ui/page.css';
import './bundle-page.css';

const route = getRouteApi('/signed-in/bundles/$bundleId');

/** One bundle: what is in it, the site as it will be, and how it goes live. */
export function BundlePage(): ReactNode {
  const { t } = useLingui();
  const { bundleId } = route.useParams();
  const { data, error } = useQuery(bundleQuery(bundleId));
  const isGone = error instanceof ApiError && error.code === 'bundle-not-found';
  return (
    <div className="wide-page bundle-page">
      <title>{data === undefined ? t`Bundle · Stillpress` : t`${data.title} · Stillpress`}</title>
      <p className="way-back">
        <Link to="/bundles">
          <Trans>Bundles</Trans>
        </Link>
      </p>
      {(data === undefined || isGone) && <h1 className="for-screen-readers">{t`Bundle`}</h1>}
      {data !== undefined && !isGone ? (
        <Found key={bundleId} bundle={data} />
      ) : error === null ? (
        <p className="list-waits" role="status">
          <Trans>Loading …</Trans>
        </p>
      ) : isGone ? (
        <Empty icon={<PackageOpen />} title={t`There is no such bundle`}>
          <Trans>It was deleted, or you may not read all of its entries.</Trans>
        </Empty>
      ) : (
        <MessageBox message={{ kind: 'problem', text: error.message }} />
      )}
    </div>
  );
}

function Found({ bundle }: { bundle: Bundle }): ReactNode {
  const { t } = useLingui();
  const change = useChangeBundle(bundle.id);
  const [when, setWhen] = useState<BundleWhen>({ kind: 'now' });
  const [resolve, setResolve] = useState<readonly Resolution[]>([]);
  const isOpen = bundle.state === 'open';
  const isLater = when.kind === 'time';
  const plan = useQuery({
    ...bundlePlanQuery(bundle, { resolve: isLater ? [] : resolve, at: isLater ? when.at : null }),
    enabled: isOpen && bundle.items.length > 0,
    placeholderData: keepPreviousData,
  });
  const held = new Set(bundle.items.map(({ entry }) => entry.id));
  return (
    <>
      <BundleHead bundle={bundle} />
      {bundle.state === 'published' && <PublishedBundle bundle={bundle} />}
      {bundle.state === 'scheduled' && <ScheduledBundle bundle={bundle} />}
      <section aria-label={t`Entries`} className="bundle-entries">
        {isOpen && (
          <AddEntry
            held={held}
            onAdd={({ id }) => change.mutate({ kind: 'add', entryId: id, action: 'publish' })}
          />
        )}
        {bundle.items.length === 0 ? (
          <Empty icon={<PackageOpen />} title={t`Nothing is in it yet`}>
            <Trans>
              Add entries here, or select some in a list of content and choose “Add to bundle”. What is
              published are their drafts as they are then.
            </Trans>
          </Empty>
        ) : (
          <BundleItems
            items={bundle.items}
            isOpen={isOpen}
            isBusy={change.isPending}
            problems={problemsByEntry(bundle, plan.error)}
            onAct={(entryId, action) => change.mutate({ kind: 'add', entryId, action })}
            onRemove={(entryId) => change.mutate({ kind: 'remove', entryId })}
          />
        )}
      </section>
      {isOpen && bundle.items.length > 0 && (
        <section aria-label={t`What it changes`}>
          <h2>
            <Trans>What it changes</Trans>
          </h2>
          <BundleDeed
            bundle={bundle}
            plan={plan}
            when={when}
            onWhen={setWhen}
            resolve={resolve}
            onResolve={setResolve}
          />
        </section>
      )}
    </>
  );
}

function BundleHead({ bundle }: { bundle: Bundle }): ReactNode {
  return (
    <>
      <header className="page-head">
        <h1>{bundle.title}</h1>
        <div className="bundle-choices">
          {bundle.items.length > 0 && bundle.state !== 'published' && (
            <a
              className="button"
              href={`/preview/bundle:${bundle.id}?path=/`}
              target="_blank"
              rel="noreferrer"
            >
              <Eye aria-hidden="true" />
              <Trans>Preview the site</Trans>
            </a>
          )}
          <BundleMenu bundle={bundle} />
        </div>
      </header>
      <p className="bundle-about">
        <BundleChip bundle={bundle} /> <Plural value={bundle.entryCount} one="# entry" other="# entries" />
      </p>
      {bundle.note !== '' && <p className="bundle-note">{bundle.note}</p>}
    </>
  );
}
