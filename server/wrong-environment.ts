import { AppError } from './errors.ts';

type Found = {
  /** Such as "The database". */
  what: string;
  owner: string | null;
  appEnv: string | null;
  todo: string;
};

/** Something is another environment's, and a process of this one is not to touch it. */
export function wrongEnvironment({ appEnv, owner, todo, what }: Found): AppError {
  const own = appEnv === null ? 'APP_ENV is not set' : `APP_ENV is "${appEnv}"`;
  return new AppError(
    'wrong-environment',
    `${what} belongs to the environment "${owner}", and ${own}. ${todo}`,
  );
}
