import type { ReactNode } from 'react';
import iconUrl from '../icon.svg';
import './gate-frame.css';

export function Gate({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <main className="gate">
      <div className="card">
        <Brand />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
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
