import { z } from 'zod';
import { passkeySchema, shownPasskeySchema } from './passkey.ts';
import { apiSchemas } from './registry.ts';

const current = z.string().meta({ description: 'Your password as it is now.' });

const code = z
  .string()
  .meta({ description: 'What the app shows now, or a recovery code.', examples: ['492039'] });

/** How far a sign-in has come. */
export const halfwaySchema = z
  .object({
    secondFactors: z
      .array(z.enum(['totp', 'passkey', 'recovery-code']))
      .meta({ description: 'What may be shown: one of them is enough.' }),
    expiresAt: z.iso.datetime().meta({ description: 'Until when.' }),
  })
  .register(apiSchemas, { id: 'HalfwaySignIn' });

export type HalfwaySignIn = z.infer<typeof halfwaySchema>;

export const finishSignInSchema = z.strictObject({ code }).register(apiSchemas, { id: 'FinishSignIn' });

export const secondFactorsSchema = z
  .object({
    totp: z
      .object({ since: z.iso.datetime() })
      .nullable()
      .meta({ description: 'The app that makes codes; null: there is none.' }),
    passkeys: z.array(passkeySchema).meta({ description: 'The oldest first.' }),
    recoveryCodesLeft: z.int().meta({ description: 'How many have not been used.' }),
  })
  .register(apiSchemas, { id: 'SecondFactors' });

export type SecondFactors = z.infer<typeof secondFactorsSchema>;

/** Besides the password; nothing, where there is no second factor yet. */
const proof = {
  code: code.optional(),
  passkey: shownPasskeySchema
    .optional()
    .meta({ description: 'In place of a code, what a passkey has made of `beginPasskeyProof`.' }),
};

export const addFactorSchema = z
  .strictObject({ current, ...proof })
  .meta({ examples: [{ current: 'a long pass phrase' }] })
  .register(apiSchemas, { id: 'AddSecondFactor' });

export const totpEnrolmentSchema = z
  .object({
    secret: z.string().meta({ description: 'In base32, to be typed into an app.' }),
    uri: z.string().meta({ description: 'The same as an otpauth: link, which apps read from a QR code.' }),
  })
  .register(apiSchemas, { id: 'TotpEnrolment' });

export type TotpEnrolment = z.infer<typeof totpEnrolmentSchema>;

export const codeSchema = z.strictObject({ code }).register(apiSchemas, { id: 'ConfirmTotp' });

export const ownFactorSchema = z
  .strictObject({ current, ...proof })
  .meta({ examples: [{ current: 'a long pass phrase', code: '492039' }] })
  .register(apiSchemas, { id: 'ChangeSecondFactor' });

export const recoveryCodesSchema = z
  .object({
    recoveryCodes: z
      .array(z.string())
      .meta({ description: 'Each signs you in once, in place of a code of the app or a passkey.' }),
  })
  .register(apiSchemas, { id: 'RecoveryCodes' });

export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
