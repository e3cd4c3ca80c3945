import { AppError } from '../errors.ts';
import type { MediaType } from './detect-type.ts';
import type { FindDamage, Recording } from './recording.ts';
import { damageOfFlac, damageOfMp3, damageOfOgg } from './recordings-in-frames.ts';
import { damageOfMp4, damageOfWav, damageOfWebm } from './recordings-in-parts.ts';

const CHECKS: Readonly<Record<string, FindDamage>> = {
  'audio/wav': damageOfWav,
  'audio/mpeg': damageOfMp3,
  'audio/ogg': damageOfOgg,
  'audio/flac': damageOfFlac,
  'audio/mp4': damageOfMp4,
  'video/mp4': damageOfMp4,
  'video/webm': damageOfWebm,
};

/** Refuses a sound or a video that begins as one and has nothing behind it, or was cut off. Its pictures and sounds are not decoded. */
export async function requireWholeRecording(
  recording: Recording,
  { contentType, kind }: MediaType,
): Promise<void> {
  const damage = await CHECKS[contentType]?.(recording);
  if (damage === null || damage === undefined) return;
  throw new AppError(
    'media-damaged',
    `The ${kind === 'video' ? 'video' : 'sound'} is damaged: ${damage}. Nothing was stored; open it in a program of its kind, save it anew, and send it again.`,
  );
}
