import type { ReactNode } from 'react';
import './dashboard.css';

type WaitingListProps = {
  title: string;
  /** Where the rest of it is. */ more?: ReactNode;
  children: ReactNode;
};

export function WaitingList({ children, more, title }: WaitingListProps): ReactNode {
  return (
    <section className="waiting-list" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {more}
      </header>
      <ul>{children}</ul>
    </section>
  );
}
