import { Plural } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { AddressLinks } from './address-links.tsx';
import './plan-view.css';

type MediaGroupProps = { addresses: readonly { path: string; url: string }[]; files: number };

/** The sizes and formats of pictures, and files: nobody reads their addresses one by one. */
export function MediaGroup({ addresses, files }: MediaGroupProps): ReactNode {
  return (
    <details className="plan-page">
      <summary>
        <Plural value={files} one="# picture or file" other="# pictures and files" />{' '}
        <span className="plan-count">
          <Plural value={addresses.length} one="# address" other="# addresses" />
        </span>
      </summary>
      <AddressLinks addresses={addresses} />
    </details>
  );
}
