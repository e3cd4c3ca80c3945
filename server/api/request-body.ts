import type { Context } from 'koa';
import { HttpMethodEnum, koaBody } from 'koa-body';
import { AppError } from '../errors.ts';
import { parseStrictJson } from './strict-json.ts';

/** Some 400,000 words: no document comes near it, and sixteen of them at once still fit into memory many times over. */
export const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

const JSON_TYPE = 'application/json';

/**
 * koa-body reads the bytes and holds the limit. In `binary` each character of what it gives is one byte: decoded as UTF-8 it
 * would hide that the bytes were not, by putting U+FFFD in their place.
 */
const readBytes = koaBody({
  encoding: 'binary',
  textTypes: [JSON_TYPE],
  textLimit: BODY_LIMIT_BYTES,
  text: true,
  json: false,
  urlencoded: false,
  multipart: false,
  parsedMethods: [HttpMethodEnum.POST, HttpMethodEnum.PUT, HttpMethodEnum.PATCH, HttpMethodEnum.DELETE],
});

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON body of a request; undefined where none was sent. */
export async function readJsonBody(ctx: Context): Promise<unknown> {
  if (!hasBody(ctx)) return undefined;
  refuseOtherTypes(ctx);
  try {
    await readBytes(ctx, async () => {});
  } catch (error) {
    throw bodyError(error);
  }
  const { body } = ctx.request;
  if (typeof body !== 'string')
    throw new TypeError('koa-body gave no text for a body of the type it was told to read');
  return body === '' ? undefined : parseStrictJson(decodeUtf8(body));
}

function hasBody(ctx: Context): boolean {
  const length = ctx.get('Content-Length');
  return ctx.get('Transfer-Encoding') !== '' || (length !== '' && length !== '0');
}

function refuseOtherTypes(ctx: Context): void {
  const encoding = ctx.get('Content-Encoding').toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    throw new AppError(
      'unsupported-media-type',
      `The body is encoded as ${JSON.stringify(encoding.slice(0, 40))}. Send it as it is, without Content-Encoding.`,
    );
  }
  const charset = ctx.request.charset.toLowerCase();
  if (ctx.is(JSON_TYPE) !== JSON_TYPE || (charset !== '' && charset !== 'utf-8' && charset !== 'utf8')) {
    throw new AppError(
      'unsupported-media-type',
      'The body is not declared as JSON in UTF-8. Send it with `Content-Type: application/json`.',
    );
  }
}

function decodeUtf8(bytes: string): string {
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    throw new AppError(
      'malformed-text',
      'The body is not valid UTF-8. It was probably saved in another encoding: convert it to UTF-8 and send it again.',
      { cause: error },
    );
  }
}

function bodyError(error: unknown): unknown {
  if (!(error instanceof Error && 'status' in error)) return error;
  if (error.status === 413) {
    const message = `The body is larger than ${BODY_LIMIT_BYTES / 1024 / 1024} MiB. Split it into several entries, or shorten it.`;
    return new AppError('body-too-large', message, { cause: error });
  }
  // The connection ended, or carried another number of bytes than it had announced.
  return new AppError('malformed-json', 'The body ended before it was complete. Send it again.', {
    cause: error,
  });
}
