import { AppError } from '../../errors.ts';
import type { Check, Examined, Finding } from './finding.ts';
import { fail } from './finding.ts';

/** What is to be looked at may be what does not answer. */
const LOOK_MS = 15_000;

/** One after the other, in their order: what is wrong further up is often why something is wrong further down. */
export async function examine(
  checks: readonly Check[],
  onFound: (found: Examined) => void = () => undefined,
): Promise<Examined[]> {
  const found: Examined[] = [];
  for (const { check, look } of checks) {
    const examined = { check, ...(await inTime(look)) };
    found.push(examined);
    onFound(examined);
  }
  return found;
}

async function inTime(look: () => Promise<Finding>): Promise<Finding> {
  const late = Promise.withResolvers<Finding>();
  const timer = setTimeout(
    () =>
      late.resolve(
        fail(`no answer within ${LOOK_MS / 1_000} s`, 'See whether it is there, and not too busy.'),
      ),
    LOOK_MS,
  );
  try {
    return await Promise.race([look(), late.promise]);
  } catch (error) {
    return describeFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Messages of ours end with what to do. */
export function describeFailure(error: unknown): Finding {
  if (!(error instanceof AppError))
    return fail(
      `it could not be looked at: ${String(error)}`,
      'Mend what the message names, and look again.',
    );
  const [says = '', ...todo] = error.message.split(/(?<=[.;]) /);
  const issues = error.details.issues?.map(({ message, path }) => `${path}: ${message}`) ?? [];
  return fail([says, ...issues].join(' '), todo.join(' ') || 'Mend that, and look again.');
}
