import type { ReactNode } from 'react';
import './empty.css';

type EmptyProps = { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode };

/** What stands where there is nothing: what belongs there, and how it comes there. */
export function Empty({ action, children, icon, title }: EmptyProps): ReactNode {
  return (
    <div className="nothing-yet">
      <span className="nothing-yet-icon" aria-hidden="true">
        {icon}
      </span>
      <h2>{title}</h2>
      {children !== undefined && <p className="soft">{children}</p>}
      {action}
    </div>
  );
}
