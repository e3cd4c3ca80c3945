import type { Context } from 'koa';
import { AppError } from '../../errors.ts';
import { parseRange, type ByteRange } from '../byte-range.ts';

/** The part of a file that a player or a broken download asks for; null: all of it. */
export function askedPart(
  ctx: Context,
  { etag, sizeBytes }: { etag: string; sizeBytes: number },
): ByteRange | null {
  const ifRange = ctx.get('If-Range').trim();
  // What its reader has a part of is another version; a weak tag or a time does not say that it is this one.
  if (ifRange !== '' && ifRange !== etag) return null;
  const part = parseRange(ctx.get('Range'), sizeBytes);
  if (part !== 'unsatisfiable') return part;
  ctx.set('Content-Range', `bytes */${sizeBytes}`);
  throw new AppError(
    'range-not-satisfiable',
    `The file has ${sizeBytes} bytes, and the part that was asked for begins behind them. Ask for one within, or leave out Range.`,
  );
}
