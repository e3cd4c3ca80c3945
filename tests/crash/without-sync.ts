/** Preloaded into a child, this makes SQLite leave its writes to the operating system, as it must never do in earnest. */
import Sqlite from 'better-sqlite3';

Object.defineProperty(Sqlite.prototype, 'pragma', {
  value(this: Sqlite.Database, pragma: string) {
    this.exec(`pragma ${pragma.replace(/synchronous = \w+/, 'synchronous = OFF')}`);
  },
});
