import { createContext, use } from 'react';
import type { ReactNode } from 'react';
import iconUrl from '../icon.svg';
import './gate-frame.css';

/** Whether the frame of the screens is around it, which says already what the main part is. */
export const IsFramed = createContext(false);

export function Gate({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const Part = use(IsFramed) ? 'div' : 'main';
  return (
    <Part className="gate">
      <div className="card">
        <Brand />
        <h1>{title}</h1>
        {children}
      </div>
    </Part>
  );
}

export function Brand(): ReactNode {
  return (
    <a className="brand" href="/admin/">
      <img src={iconUrl} alt="" width="24" height="24" />
      Stillpress
    </a>
  );
}
