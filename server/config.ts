import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseAllowHosts, type AllowHosts } from './allow-hosts.ts';
import { readBackup, type BackupConfig } from './config-backup.ts';
import { readCdn, type CdnConfig } from './config-cdn.ts';
import { readDatabaseUrls } from './config-database.ts';
import { readMailFrom, readMailLanguage, readSmtpUrl } from './config-mail.ts';
import { overlap, readS3Place, type S3Place } from './config-s3.ts';
import { createReader, givenBy, readSwitch, type Environment, type Reader } from './config-reader.ts';
import { VARIABLES } from './config-variables.ts';
import { AppError, type FieldIssue } from './errors.ts';
import { parseTrustProxy, type TrustProxy } from './trust-proxy.ts';
import { secretWeakness } from './secret-weakness.ts';

export type { Environment } from './config-reader.ts';

/** Everything the environment decides, read once at the start of a process and never again. */
export type Config = {
  environment: 'development' | 'production';
  /** The name of the environment that database and target have to belong to; null: it has none. */
  appEnv: string | null;
  host: string;
  /** 0 means any free port. */
  port: number;
  /** Absent means SQLite in the data folder. */
  databaseUrl: string | undefined;
  /** Past a pooler that shares connections between transactions; the same one where there is none. */
  databaseDirectUrl: string | undefined;
  /** Absolute. */
  dataDir: string;
  /** An origin without a slash at the end, such as `https://example.org`. */
  siteUrl: string;
  /** By which pages tell the time. */
  timeZone: string;
  /** Without a slash at the end, such as `https://example.org/admin`. */
  adminUrl: string;
  /** Where previews are served, and nothing else; null: beside the admin, in a sandbox. */
  previewOrigin: string | null;
  target: TargetConfig;
  /** Undefined: no cache in front of the site is told anything. */
  cdn: CdnConfig | undefined;
  /** The first one signs, all of them verify. Empty in development until `withDevelopmentSecrets` has filled it. */
  sessionKeys: readonly string[];
  trustProxy: TrustProxy;
  /** Of one user; null: as many as they like. */
  writesPerMinute: number | null;
  smtpUrl: string | undefined;
  /** Undefined: that of the site. */
  mailLanguage: 'en' | 'de' | undefined;
  /** Whom mail comes from. */
  mailFrom: { name: string; address: string };
  /** What webhooks may reach beside public addresses. */
  webhookAllowHosts: AllowHosts;
  /** What may be asked, beside public addresses, whether links of pages lead to something. */
  linkCheckAllowHosts: AllowHosts;
  /** What becomes of publications that leave links dead: they are refused, made and told of, or nobody looks. */
  linkGate: LinkGate;
  /** Where the bytes of media files are kept. */
  mediaStore: { kind: 'disk'; root: string } | { kind: 's3'; place: S3Place; folder: string };
  /** Whether the authoring interface puts the bytes of media straight to their bucket. */
  mediaDirectUploads: boolean;
  /** Of one media file. */
  mediaLimits: { bytes: number; pixels: number };
  backup: BackupConfig;
  /** What the environment says, by the name of the variable; null: a secret. */
  given: Readonly<Record<string, string | null>>;
  /** What Prometheus shows to read `/metrics`; without one there is no such page. */
  metricsToken: string | undefined;
  logLevel: LogLevel;
};

/** `appEnv`: nothing is published to a target of another environment. */
export type TargetConfig = (DiskTargetConfig | S3TargetConfig) & { appEnv?: string };

/** `folder`: where this machine keeps what it knows of the bucket. */
type S3TargetConfig = { kind: 's3'; place: S3Place; folder: string };

/** The two switches are for measurements against programs that do neither: no variable sets them. */
type DiskTargetConfig = { kind: 'disk'; root: string; compress?: boolean; durable?: boolean };

const LINK_GATES = ['on', 'warn', 'off'] as const;
export type LinkGate = (typeof LINK_GATES)[number];

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Reads and checks everything at once, so that an operator mends a bad environment in one round. */
export function readConfig(env: Environment): Config {
  const reader = createReader(env);
  const environment = readEnvironment(reader);
  const appEnv = readAppEnv(reader);
  const host = readHost(reader);
  const port = readPort(reader);
  const dataDir = resolve(reader.text('DATA_DIR') ?? VARIABLES.DATA_DIR.default);
  const siteUrl = readSiteUrl(reader, { environment, host, port });
  const adminUrl = readAdminUrl(reader, { environment, siteUrl });
  const target = { ...readTarget(reader, dataDir), ...(appEnv !== null && { appEnv }) };
  const mediaStore = readMediaStore(reader, { dataDir, target });
  const config: Config = {
    environment,
    appEnv,
    host,
    port,
    dataDir,
    siteUrl,
    timeZone: readTimeZone(reader),
    adminUrl,
    previewOrigin: readPreviewOrigin(reader, { environment, others: [siteUrl, adminUrl] }),
    ...readDatabaseUrls(reader, environment),
    target,
    cdn: readCdn(reader, environment),
    sessionKeys: readSessionKeys(reader, environment),
    trustProxy: readTrustProxy(reader),
    writesPerMinute: readWritesPerMinute(reader),
    smtpUrl: readSmtpUrl(reader),
    mailFrom: readMailFrom(reader, siteUrl),
    mailLanguage: readMailLanguage(reader),
    webhookAllowHosts: readAllowHosts(reader, 'WEBHOOK_ALLOW_HOSTS'),
    linkCheckAllowHosts: readAllowHosts(reader, 'LINK_CHECK_ALLOW_HOSTS'),
    linkGate: readOneOf(reader, { name: 'LINK_GATE', values: LINK_GATES }),
    mediaStore,
    mediaDirectUploads: readMediaDirectUploads(reader, mediaStore),
    mediaLimits: readMediaLimits(reader),
    backup: readBackup(reader, dataDir),
    given: givenBy(reader),
    metricsToken: readMetricsToken(reader, environment),
    logLevel: readOneOf(reader, { name: 'LOG_LEVEL', values: LOG_LEVELS }),
  };
  if (reader.issues.length > 0) throw configInvalid(reader.issues);
  return config;
}

function configInvalid(issues: readonly FieldIssue[]): AppError {
  return new AppError(
    'config-invalid',
    'The environment cannot be used. Mend the variables below; docs/configuration.md explains each one.',
    { issues },
  );
}

function readEnvironment(reader: Reader): Config['environment'] {
  const value = reader.text('NODE_ENV') ?? 'development';
  if (value === 'production') return 'production';
  if (value !== 'development' && value !== 'test')
    reader.refuse('NODE_ENV', `"${value}" is neither development nor production.`);
  return 'development';
}

/** It stands in logs, labels and file names. */
function readAppEnv(reader: Reader): string | null {
  const value = reader.text('APP_ENV');
  if (value !== undefined && !/^[a-z][a-z0-9-]{0,30}$/.test(value))
    reader.refuse('APP_ENV', `"${value}" is not up to 31 small letters, digits and hyphens.`);
  return value ?? null;
}

/** Names are looked up when listening; what looks like an address has to be one. */
function readHost(reader: Reader): string {
  const value = reader.text('HOST') ?? VARIABLES.HOST.default;
  const looksLikeAddress = /^[\d.]+$/.test(value) || value.includes(':');
  if ((looksLikeAddress && isIP(value) === 0) || /[\s/[\]]/.test(value))
    reader.refuse('HOST', `"${value}" is neither an address nor a name of this machine.`);
  return value;
}

function readPort(reader: Reader): number {
  const value = reader.text('PORT') ?? VARIABLES.PORT.default;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535)
    reader.refuse('PORT', `"${value}" is not a whole number from 0 to 65535.`);
  else if (port === 0 && reader.text('SITE_URL') === undefined)
    reader.refuse('PORT', '0 takes any free port, so that SITE_URL cannot follow from it: set SITE_URL too.');
  return port;
}

function readSiteUrl(
  reader: Reader,
  { environment, host, port }: Pick<Config, 'environment' | 'host' | 'port'>,
): string {
  const value = reader.text('SITE_URL');
  if (value === undefined) {
    if (environment === 'production')
      reader.refuse('SITE_URL', 'It is not set: pages name the address that visitors use.');
    // As a browser writes it: without the port that goes without saying.
    const address = `http://${browsableHost(host)}:${port}`;
    return URL.parse(address)?.origin ?? address;
  }
  const url = readWebUrl(reader, { name: 'SITE_URL', value, environment });
  if (url !== undefined && url.pathname !== '/')
    reader.refuse('SITE_URL', `"${value}" has a path: the site is served from the root of its origin.`);
  return url?.origin ?? value;
}

function readAdminUrl(
  reader: Reader,
  { environment, siteUrl }: Pick<Config, 'environment' | 'siteUrl'>,
): string {
  const value = reader.text('ADMIN_URL');
  if (value === undefined) return `${siteUrl}/admin`;
  const url = readWebUrl(reader, { name: 'ADMIN_URL', value, environment });
  if (url !== undefined && url.pathname.replace(/\/$/, '') !== '/admin')
    reader.refuse('ADMIN_URL', `"${value}" does not end in /admin, where the authoring interface is served.`);
  return url === undefined ? value : `${url.origin}/admin`;
}

/** Cookies go by the name alone: a port of its own keeps no session away. */
function readPreviewOrigin(
  reader: Reader,
  { environment, others }: Pick<Config, 'environment'> & { others: readonly string[] },
): string | null {
  const value = reader.text('PREVIEW_ORIGIN');
  if (value === undefined) return null;
  const url = readWebUrl(reader, { name: 'PREVIEW_ORIGIN', value, environment });
  if (url !== undefined && url.pathname !== '/')
    reader.refuse('PREVIEW_ORIGIN', `"${value}" has a path: previews have an origin of their own.`);
  if (url !== undefined && others.some((other) => URL.parse(other)?.hostname === url.hostname))
    reader.refuse(
      'PREVIEW_ORIGIN',
      `"${value}" is where the site or the admin is: the scripts of the site would meet the session of an editor there. Give previews a name of their own.`,
    );
  return url?.origin ?? null;
}

/** An address that a browser on this machine can open. */
function browsableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || isLoopback(host) || host === '::1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

type WebUrlInput = {
  name: 'SITE_URL' | 'ADMIN_URL' | 'PREVIEW_ORIGIN';
  value: string;
  environment: Config['environment'];
};

function readWebUrl(reader: Reader, { name, value, environment }: WebUrlInput): URL | undefined {
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    reader.refuse(name, `"${value}" is not an http or https address.`);
    return undefined;
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    reader.refuse(name, 'It holds a user, a query or a fragment: give the address alone.');
  if (environment === 'production' && url.protocol === 'http:' && !isLoopback(url.hostname))
    reader.refuse(name, `"${value}" is not https: sign-in cookies would cross the network in the clear.`);
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function readTarget(reader: Reader, dataDir: string): TargetConfig {
  const place = readS3Place(reader, 'TARGET');
  if (place !== undefined) return { kind: 's3', place, folder: resolve(dataDir, 'target-s3') };
  return { kind: 'disk', root: readFolder(reader, { name: 'TARGET', standard: resolve(dataDir, 'public') }) };
}

function readMediaStore(
  reader: Reader,
  { dataDir, target }: Pick<Config, 'dataDir' | 'target'>,
): Config['mediaStore'] {
  const place = readS3Place(reader, 'MEDIA_STORE');
  if (place !== undefined && target.kind === 's3' && overlap(place, target.place))
    reader.refuse(
      'MEDIA_STORE',
      'It lies in the place of TARGET, or around it. Give each a prefix of its own.',
    );
  if (place !== undefined) return { kind: 's3', place, folder: resolve(dataDir, 'media-s3') };
  const root = readFolder(reader, { name: 'MEDIA_STORE', standard: resolve(dataDir, 'media') });
  return { kind: 'disk', root };
}

function readMediaDirectUploads(reader: Reader, { kind }: Config['mediaStore']): boolean {
  const isOn = readSwitch(reader, 'MEDIA_DIRECT_UPLOADS');
  if (isOn && kind === 'disk')
    reader.refuse(
      'MEDIA_DIRECT_UPLOADS',
      'Media are kept in a folder, which no browser reaches: it is for a bucket in MEDIA_STORE. Set it to no, or give media a bucket.',
    );
  return isOn;
}

function readFolder(
  reader: Reader,
  { name, standard }: { name: 'MEDIA_STORE' | 'TARGET'; standard: string },
): string {
  const value = reader.text(name) ?? `disk:${standard}`;
  const folder = /^disk:(.+)$/s.exec(value)?.[1];
  if (folder === undefined)
    reader.refuse(name, `"${value}" does not begin with disk: and a folder, or with s3:// and a bucket.`);
  const root = resolve(folder ?? standard);
  if (root === '/') reader.refuse(name, 'The root of the file system cannot be a target.');
  return root;
}

/** Nothing that is meant for a page is larger; each picture may need four bytes a pixel while it is read. */
const MEGABYTES_MAX = 10_000;
const MEGAPIXELS_MAX = 250;

function readMediaLimits(reader: Reader): Config['mediaLimits'] {
  const bytes = readMillions(reader, { name: 'MEDIA_MAX_MEGABYTES', most: MEGABYTES_MAX });
  return { bytes, pixels: readMillions(reader, { name: 'MEDIA_MAX_MEGAPIXELS', most: MEGAPIXELS_MAX }) };
}

function readMillions(
  reader: Reader,
  { most, name }: { name: 'MEDIA_MAX_MEGABYTES' | 'MEDIA_MAX_MEGAPIXELS'; most: number },
): number {
  const value = reader.text(name) ?? VARIABLES[name].default;
  const isRight = /^[1-9]\d{0,5}$/.test(value) && Number(value) <= most;
  if (!isRight) reader.refuse(name, `"${value}" is not a whole number from 1 to ${most}.`);
  return (isRight ? Number(value) : 1) * 1_000_000;
}

function readSessionKeys(reader: Reader, environment: Config['environment']): readonly string[] {
  const keys = (reader.text('SESSION_KEYS') ?? '').split(',').map((key) => key.trim());
  if (keys.length === 1 && keys[0] === '') {
    if (environment === 'production')
      reader.refuse('SESSION_KEYS', 'It is not set, and nobody could sign in.');
    return [];
  }
  if (environment === 'production') {
    for (const [index, key] of keys.entries()) {
      const weakness = secretWeakness(key);
      if (weakness !== undefined)
        reader.refuse('SESSION_KEYS', `Key ${index + 1} of ${keys.length} ${weakness}.`);
    }
  } else if (keys.includes('')) reader.refuse('SESSION_KEYS', 'One of the keys is empty.');
  return keys;
}

function readMetricsToken(reader: Reader, environment: Config['environment']): string | undefined {
  const token = reader.text('METRICS_TOKEN');
  const weakness = token === undefined || environment !== 'production' ? undefined : secretWeakness(token);
  if (weakness !== undefined) reader.refuse('METRICS_TOKEN', `It ${weakness}.`);
  return token;
}

function readTimeZone(reader: Reader): string {
  const timeZone = reader.text('SITE_TIME_ZONE') ?? VARIABLES.SITE_TIME_ZONE.default;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    reader.refuse('SITE_TIME_ZONE', `"${timeZone}" is not a name of the tz database.`);
    return VARIABLES.SITE_TIME_ZONE.default;
  }
}

function readTrustProxy(reader: Reader): TrustProxy {
  const parsed = parseTrustProxy(reader.text('TRUST_PROXY') ?? VARIABLES.TRUST_PROXY.default);
  if (typeof parsed !== 'string') return parsed;
  reader.refuse('TRUST_PROXY', parsed);
  return { kind: 'none' };
}

function readWritesPerMinute(reader: Reader): number | null {
  const value = reader.text('WRITES_PER_MINUTE') ?? VARIABLES.WRITES_PER_MINUTE.default;
  if (value === 'no') return null;
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  reader.refuse('WRITES_PER_MINUTE', `"${value}" is neither a whole number from 1 to 9999999 nor no.`);
  return null;
}

function readAllowHosts(reader: Reader, name: 'LINK_CHECK_ALLOW_HOSTS' | 'WEBHOOK_ALLOW_HOSTS'): AllowHosts {
  const parsed = parseAllowHosts(reader.text(name) ?? '');
  if (typeof parsed !== 'string') return parsed;
  reader.refuse(name, parsed);
  return { names: [], ranges: [] };
}

function readOneOf<Value extends string>(
  reader: Reader,
  { name, values }: { name: 'LINK_GATE' | 'LOG_LEVEL'; values: readonly Value[] },
): Value {
  const value = reader.text(name) ?? VARIABLES[name].default;
  const found = values.find((known) => known === value);
  if (found === undefined) reader.refuse(name, `"${value}" is not one of ${values.join(', ')}.`);
  // What is refused is never used.
  return found ?? (VARIABLES[name].default as Value);
}
