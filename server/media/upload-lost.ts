import { AppError } from '../errors.ts';

export function uploadLost(): AppError {
  return new AppError('upload-not-found', 'What had come of this upload is not here any more. Begin again.');
}
