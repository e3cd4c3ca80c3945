import type { ReactNode } from 'react';
import './plan-view.css';

/** More at once than anybody reads. */
const SHOWN_MAX = 200;

export function AddressLinks({
  addresses,
}: {
  addresses: readonly { path: string; url: string }[];
}): ReactNode {
  return (
    <ul className="plan-lines">
      {addresses.slice(0, SHOWN_MAX).map(({ path, url }) => (
        <li key={path}>
          <a href={url} target="_blank" rel="noreferrer">
            {path}
          </a>
        </li>
      ))}
    </ul>
  );
}
