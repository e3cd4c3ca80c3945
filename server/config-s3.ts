import { readSwitch, type Reader } from './config-reader.ts';
import { VARIABLES } from './config-variables.ts';

/** Where in which service. Keys are given away below the prefix, which ends in a slash or is empty. */
export type S3Place = {
  bucket: string;
  prefix: string;
  /** Undefined: that of AWS in the region. */
  endpoint: string | undefined;
  region: string;
  forcePathStyle: boolean;
  /** Undefined: whatever the SDK finds in the environment, in files or on the machine. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
};

/** Undefined where the variable does not name a bucket. */
export function readS3Place(
  reader: Reader,
  name: 'BACKUP_TO' | 'MEDIA_STORE' | 'TARGET',
): S3Place | undefined {
  const value = reader.text(name) ?? '';
  if (!value.startsWith('s3://')) return undefined;
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(value) ?? [];
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    reader.refuse(name, `"${value}" does not name a bucket after s3://, in small letters.`);
  const parts = prefix.split('/').filter((part, index, all) => part !== '' || index < all.length - 1);
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\p{Cc}]/u.test(part)))
    reader.refuse(name, `"${value}" holds a prefix that is none: names with a slash between them.`);
  const endpoint = readEndpoint(reader);
  return {
    bucket,
    prefix: parts.map((part) => `${part}/`).join(''),
    endpoint,
    region: reader.text('S3_REGION') ?? VARIABLES.S3_REGION.default,
    // Services of one's own seldom have a name for each bucket.
    forcePathStyle: readSwitch(reader, 'S3_FORCE_PATH_STYLE', endpoint === undefined ? 'no' : 'yes'),
    credentials: readCredentials(reader),
  };
}

/** What has no name in a site would be taken out of it by a repair. */
export function overlap(one: S3Place, other: S3Place): boolean {
  const isWithin = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
  return one.bucket === other.bucket && isWithin;
}

function readEndpoint(reader: Reader): string | undefined {
  const value = reader.text('S3_ENDPOINT');
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '')
    reader.refuse('S3_ENDPOINT', `"${value}" is not an http or https address without a user.`);
  return value.replace(/\/+$/, '');
}

function readCredentials(reader: Reader): S3Place['credentials'] {
  const accessKeyId = reader.text('S3_ACCESS_KEY_ID');
  const secretAccessKey = reader.text('S3_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined) reader.refuse('S3_ACCESS_KEY_ID', 'Its secret is set, and it is not.');
  if (secretAccessKey === undefined)
    reader.refuse('S3_SECRET_ACCESS_KEY', 'The key that it belongs to is set, and it is not.');
  return { accessKeyId: accessKeyId ?? '', secretAccessKey: secretAccessKey ?? '' };
}
