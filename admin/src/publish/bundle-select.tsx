import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { openBundlesQuery } from './open-bundles.ts';

/** One that there is; without, another one of that title is made. */
export type BundleChoice = { bundleId: string | null; title: string };

type BundleSelectProps = { choice: BundleChoice; onChoose: (choice: BundleChoice) => void };

/** What it is published together with, when all of it is ready. */
export function BundleSelect({ choice, onChoose }: BundleSelectProps): ReactNode {
  const { t } = useLingui();
  const { data: bundles = [] } = useQuery(openBundlesQuery({}));
  return (
    <div className="when-time">
      <label>
        <Trans>Bundle</Trans>
        <select
          value={choice.bundleId ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onChoose({ ...choice, bundleId: value === '' ? null : value })
          }
        >
          <option value="">{t`A new one`}</option>
          {bundles.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {choice.bundleId === null && (
        <label>
          <Trans>What it is called</Trans>
          <input
            type="text"
            autoComplete="off"
            value={choice.title}
            onChange={({ currentTarget: { value } }) => onChoose({ bundleId: null, title: value })}
          />
        </label>
      )}
    </div>
  );
}
