import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Plan } from './plan.ts';
import { PlanPages } from './plan-pages.tsx';
import './plan-view.css';

type PlanViewProps = { plan: Plan; locale: string; ownPath: string | null };

/** What would change for visitors, to the address. */
export function PlanView({ locale, ownPath, plan }: PlanViewProps): ReactNode {
  const { failures, pages, purgeUrls, redirects } = plan;
  return (
    <div className="plan">
      {failures.length > 0 && (
        <div className="problem" role="alert">
          <p>
            <Trans>The templates cannot show this, so that it cannot be published:</Trans>
          </p>
          <ul>
            {failures.map(({ message, path, template }) => (
              <li key={path}>
                {path}: {message}
                {template !== null && <code> {template}</code>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <h3>
        {pages.length === 0 ? (
          <Trans>No address changes</Trans>
        ) : (
          <Plural value={pages.length} one="# address changes" other="# addresses change" />
        )}
      </h3>
      <PlanPages plan={plan} locale={locale} ownPath={ownPath} />
      {redirects.length > 0 && (
        <section>
          <h4>
            <Trans>Redirects</Trans>
          </h4>
          <ul className="plan-lines">
            {redirects.map(({ path, to }) => (
              <li key={path}>
                {to === null ? (
                  <Trans>{path} says that it is gone</Trans>
                ) : (
                  <Trans>
                    {path} leads on to {to}
                  </Trans>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {purgeUrls.length > 0 && (
        <details className="plan-page">
          <summary>
            <Plural
              value={purgeUrls.length}
              one="A cache in front of the site forgets # address"
              other="A cache in front of the site forgets # addresses"
            />
          </summary>
          <ul className="plan-lines">
            {purgeUrls.slice(0, PURGES_SHOWN).map((url) => (
              <li key={url}>{url}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const PURGES_SHOWN = 200;
