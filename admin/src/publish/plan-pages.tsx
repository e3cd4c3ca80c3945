import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { SquareArrowOutUpRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { causeWords } from './cause-words.ts';
import { mediaApart } from './media-apart.ts';
import { MediaGroup } from './media-group.tsx';
import type { Plan, PlannedPage } from './plan.ts';
import { TextChange } from './text-change.tsx';

type PlanPagesProps = {
  plan: Plan;
  locale: string;
  /** The page of the entry itself: it comes first, open. */
  ownPath: string | null;
};

/** More at once than anybody reads. */
const PAGES_SHOWN = 40;
/** What visitors lose is not to be overlooked behind all that changes. */
const CHANGES = ['created', 'removed', 'changed'] as const;

/** Every address that is another one afterwards, with what changes on it and why. */
export function PlanPages({ locale, ownPath, plan }: PlanPagesProps): ReactNode {
  const { t } = useLingui();
  const [shown, setShown] = useState(PAGES_SHOWN);
  const words = { created: t`New`, changed: t`Changed`, removed: t`Removed` };
  const pages = sorted(plan.pages, ownPath);
  const count = mediaApart(pages).others.length;
  let left = shown;
  return (
    <div className="plan-pages">
      {CHANGES.map((change) => {
        const all = pages.filter((page) => page.change === change);
        const { files, media, others } = mediaApart(all);
        const some = others.slice(0, left);
        left -= some.length;
        if (some.length === 0 && media.length === 0) return null;
        return (
          <section key={change}>
            <h4 className={`plan-change ${change}`}>
              {words[change]} <span className="plan-count">{all.length}</span>
            </h4>
            <ul>
              {some.map((page) => (
                <li key={page.path}>
                  <Page page={page} plan={plan} locale={locale} isOpen={page.path === ownPath} />
                </li>
              ))}
              {media.length > 0 && (
                <li>
                  <MediaGroup addresses={media} files={files} />
                </li>
              )}
            </ul>
          </section>
        );
      })}
      {count > shown && (
        <Button look="quiet" onClick={() => setShown(count)}>
          <Plural value={count - shown} one="Show # more" other="Show # more" />
        </Button>
      )}
    </div>
  );
}

type PageProps = { page: PlannedPage; plan: Plan; locale: string; isOpen: boolean };

function Page({ isOpen, locale, page, plan }: PageProps): ReactNode {
  const { i18n, t } = useLingui();
  const { cause, change, path, url } = page;
  const words = cause === null ? null : causeWords(cause);
  const text = plan.texts?.pages.find((one) => one.path === path);
  return (
    <details open={isOpen} className="plan-page">
      <summary>{path}</summary>
      <div className="plan-page-body">
        {cause !== null && (
          <p className="plan-cause" title={cause}>
            {words === null ? cause : i18n._(words)}
          </p>
        )}
        {text === undefined || text.hunks.length === 0 ? (
          change !== 'removed' && (
            <p className="soft">
              {isText(path) ? (
                <Trans>What can be read there stays as it is.</Trans>
              ) : (
                <Trans>There is no text to compare.</Trans>
              )}
            </p>
          )
        ) : (
          <TextChange change={text} locale={locale} />
        )}
        {change !== 'created' && (
          <a href={url} target="_blank" rel="noreferrer" aria-label={t`Open ${path} as it is now`}>
            <Trans>As it is now</Trans> <SquareArrowOutUpRight aria-hidden="true" />
          </a>
        )}
      </div>
    </details>
  );
}

function isText(path: string): boolean {
  return path.endsWith('/') || /\.(?:html|xml|json|txt)$/.test(path);
}

/** Pages before feeds and pictures. */
function sorted(pages: readonly PlannedPage[], ownPath: string | null): PlannedPage[] {
  const rank = ({ path }: PlannedPage): number => (path === ownPath ? 0 : path.endsWith('/') ? 1 : 2);
  return pages.toSorted((a, b) => rank(a) - rank(b));
}
