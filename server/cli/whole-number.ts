import { InvalidArgumentError } from 'commander';

/** For numbers of publications and releases. */
export function parseWholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It has to be a whole number from 1.');
  return Number(value);
}
