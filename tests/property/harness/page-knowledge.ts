import Sqlite from 'better-sqlite3';

const ROWS_MAX = 20;

/** What the engine has written down of a page: the rows with its path or its file, of every table of the content cache that has such a column. */
export function describePage(cacheFile: string, file: string): string {
  const path = `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
  let connection: Sqlite.Database;
  try {
    connection = new Sqlite(cacheFile, { readonly: true, fileMustExist: true });
  } catch (error) {
    return `The content cache cannot be read: ${String(error)}`;
  }
  try {
    const tables = connection
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .pluck()
      .all() as string[];
    const lines = tables.flatMap((table) => {
      const columns = connection
        .prepare('SELECT name FROM pragma_table_info(?)')
        .pluck()
        .all(table) as string[];
      const naming = columns.filter((column) =>
        ['path', 'page', 'page_path', 'file', 'from_path', 'to_path'].includes(column),
      );
      if (naming.length === 0) return [];
      const where = naming.map((column) => `${column} IN (@path, @file)`).join(' OR ');
      const rows = connection
        .prepare(`SELECT * FROM ${table} WHERE ${where} LIMIT ${ROWS_MAX}`)
        .all({ path, file });
      return rows.map((row) => `  ${table} ${JSON.stringify(row)}`);
    });
    return lines.length === 0
      ? `The engine knows nothing of ${path}.`
      : `What the engine knows of ${path}:\n${lines.join('\n')}`;
  } finally {
    connection.close();
  }
}
