import type { Database } from '../../store/database.ts';

/** What is read of the whole installation each time somebody asks, from the database. */
export type Reading = {
  /** Nothing is said of what could not be read. */
  forget: () => void;
  read: (db: Database['db'], now: Date) => Promise<void>;
};
