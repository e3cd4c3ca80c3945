import { z } from 'zod';
import type { PublicationChange } from '../../../model/publication.ts';
import type { DeadLink } from '../../../model/site-plan.ts';
import { AppError, isErrorCode } from '../../errors.ts';
import type { Prover } from '../prove-changes.ts';

/** What is asked of whoever can look at the pages before changes are committed. */
export type Proofs = Pick<Prover, 'foreseeDeadLinks' | 'prove'>;

export type Question = { how: keyof Proofs; changes: readonly PublicationChange[] };

/** Both are of one release, or of the one before it: what one of them does not understand, the other one does by itself. */
const questionSchema = z.object({
  how: z.enum(['foreseeDeadLinks', 'prove']),
  changes: z.array(z.unknown()),
});

export function readQuestionWords(words: string): Question {
  return questionSchema.parse(JSON.parse(words)) as Question;
}

const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('proven'),
    deadLinks: z
      .array(
        z.object({
          path: z.string(),
          anchor: z.string().nullable(),
          from: z.array(z.string()),
          isCut: z.boolean(),
        }),
      )
      .nullable(),
  }),
  z.object({
    kind: z.literal('refused'),
    code: z.string(),
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    extra: z.record(z.string(), z.unknown()).optional(),
  }),
  /** It could not be tried. */
  z.object({ kind: z.literal('failed') }),
]);

export type Outcome = z.infer<typeof outcomeSchema>;

export function readOutcomeWords(words: string): Outcome {
  return outcomeSchema.parse(JSON.parse(words));
}

/** As the process that publishes puts it. */
export async function outcomeOf(proofs: Proofs, { changes, how }: Question): Promise<Outcome> {
  try {
    return { kind: 'proven', deadLinks: await proofs[how](changes) };
  } catch (error) {
    if (!(error instanceof AppError)) return { kind: 'failed' };
    const { code, details, message } = error;
    const { extra, issues } = details;
    return {
      kind: 'refused',
      code,
      message,
      ...(issues !== undefined && { issues: [...issues] }),
      ...(extra !== undefined && { extra }),
    };
  }
}

/** As if it had been done here. Undefined where it could not be tried. */
export function resultOf(outcome: Outcome): DeadLink[] | null | undefined {
  if (outcome.kind === 'failed') return undefined;
  if (outcome.kind === 'proven') return outcome.deadLinks;
  const { code, extra, issues, message } = outcome;
  if (!isErrorCode(code)) return undefined;
  throw new AppError(code, message, {
    ...(issues !== undefined && { issues }),
    ...(extra !== undefined && { extra }),
  });
}
