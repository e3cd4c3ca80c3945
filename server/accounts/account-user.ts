import type { Role } from './actor.ts';

/** Somebody with an account, as the rest of the program may know them: without what belongs to signing in. */
export type AccountUser = { id: string; email: string; name: string; role: Role };
