import { readSwitch, type Reader } from './config-reader.ts';

type DatabaseUrls = { databaseUrl: string | undefined; databaseDirectUrl: string | undefined };

export function readDatabaseUrls(reader: Reader, environment: 'development' | 'production'): DatabaseUrls {
  const databaseUrl = readDatabaseUrl(reader, environment);
  const direct = reader.text('DATABASE_DIRECT_URL');
  if (direct === undefined) return { databaseUrl, databaseDirectUrl: databaseUrl };
  if (databaseUrl === undefined)
    reader.refuse('DATABASE_DIRECT_URL', 'It is of the database that DATABASE_URL names, which is not set.');
  return { databaseUrl, databaseDirectUrl: readPostgresUrl(reader, 'DATABASE_DIRECT_URL', environment) };
}

function readDatabaseUrl(reader: Reader, environment: 'development' | 'production'): string | undefined {
  const value = reader.text('DATABASE_URL');
  const sqliteAllowed = readSwitch(reader, 'ALLOW_SQLITE_IN_PRODUCTION');
  if (value === undefined) {
    if (environment === 'production' && !sqliteAllowed)
      reader.refuse(
        'DATABASE_URL',
        'It is not set: production runs on PostgreSQL. For one machine with one process, ALLOW_SQLITE_IN_PRODUCTION=yes accepts SQLite.',
      );
    return undefined;
  }
  return readPostgresUrl(reader, 'DATABASE_URL', environment);
}

function readPostgresUrl(
  reader: Reader,
  name: 'DATABASE_DIRECT_URL' | 'DATABASE_URL',
  environment: 'development' | 'production',
): string | undefined {
  const value = reader.text(name) ?? '';
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) {
    reader.refuse(
      name,
      'It is not a postgres:// address (the value is not shown, since it may hold a password). Leave it out for SQLite.',
    );
    return undefined;
  }
  const password = reader.text('DATABASE_PASSWORD');
  if (password !== undefined && url.password !== '')
    reader.refuse('DATABASE_PASSWORD', `${name} has a password too: which of the two holds cannot be told.`);
  else if (password !== undefined) url.password = encodeURIComponent(password);
  if (environment === 'production' && DEFAULT_PASSWORDS.has(url.password.toLowerCase()))
    reader.refuse(name, 'Its password is a well-known default.');
  return password === undefined ? value : url.href;
}

/** What sample files of database images and guides use. An empty password is fine: certificates or a socket may stand in. */
const DEFAULT_PASSWORDS = new Set([
  'postgres',
  'password',
  'stillpress',
  'changeme',
  'change-me',
  'secret',
  'admin',
]);
