/** Every variable that is read. `docs/configuration.md` explains each one, and a test keeps the two lists equal. */
export const VARIABLES = {
  NODE_ENV: { default: 'development', example: 'production' },
  HOST: { default: '127.0.0.1', example: '0.0.0.0' },
  PORT: { default: '4000', example: '8080' },
  SITE_URL: {
    default: 'http://localhost:<PORT>, or <HOST> where that is an address',
    example: 'https://example.org',
  },
  ADMIN_URL: { default: '<SITE_URL>/admin', example: 'https://example.org/admin' },
  PREVIEW_ORIGIN: { default: 'beside the admin', example: 'https://preview.example.org' },
  SITE_TIME_ZONE: { default: 'UTC', example: 'Europe/Berlin' },
  DATA_DIR: { default: 'var', example: '/var/lib/stillpress' },
  DATABASE_URL: {
    default: 'SQLite in DATA_DIR',
    example: 'postgres://stillpress:a-long-password@db.internal:5432/stillpress',
  },
  ALLOW_SQLITE_IN_PRODUCTION: { default: 'no', example: 'yes' },
  TARGET: { default: 'disk:<DATA_DIR>/public', example: 'disk:/srv/www/example' },
  SESSION_KEYS: {
    default: 'made once in development',
    example: 'the output of: openssl rand -base64 32',
  },
  TRUST_PROXY: { default: 'no', example: '1 or 10.0.0.0/8,192.168.1.5' },
  WRITES_PER_MINUTE: { default: '1200', example: '6000 or no' },
  SMTP_URL: { default: 'no mail', example: 'smtps://user:password@mail.example.org:465' },
  MAIL_FROM: {
    default: 'stillpress@<the host of SITE_URL>',
    example: 'The Daily Example <news@example.org>',
  },
  MAIL_LANGUAGE: { default: 'the first language of the site', example: 'de' },
  WEBHOOK_ALLOW_HOSTS: { default: 'public addresses alone', example: 'hooks.internal,10.1.0.0/16' },
  LINK_CHECK_ALLOW_HOSTS: { default: 'public addresses alone', example: 'wiki.internal,10.1.0.0/16' },
  LINK_GATE: { default: 'on', example: 'warn' },
  MEDIA_STORE: { default: 'disk:<DATA_DIR>/media', example: 'disk:/srv/media' },
  MEDIA_MAX_MEGABYTES: { default: '100', example: '500' },
  MEDIA_MAX_MEGAPIXELS: { default: '100', example: '60' },
  LOG_LEVEL: { default: 'info', example: 'debug' },
} as const;
