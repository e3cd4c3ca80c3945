import { z } from 'zod';
import { apiSchemas } from './registry.ts';

/** Room for the longest that authenticators make; what is longer is none of theirs. */
const CREDENTIAL_ID_MAX_CHARACTERS = 1_400;
const CLIENT_DATA_MAX_CHARACTERS = 8_000;
const ANSWER_MAX_CHARACTERS = 64_000;
const TRANSPORTS_MAX = 16;
const TRANSPORT_MAX_CHARACTERS = 32;

const bytes = (max: number) => z.base64url().min(1).max(max);

const credentialId = bytes(CREDENTIAL_ID_MAX_CHARACTERS).meta({ description: 'Of the credential.' });
const clientDataJSON = bytes(CLIENT_DATA_MAX_CHARACTERS);
const challenge = z.string().meta({ description: 'Good once, for five minutes.' });
const timeout = z.int().meta({ description: 'In milliseconds.' });
const userVerification = z.enum(['required', 'preferred']);

const descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()),
});

export const passkeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'Null: it has not been used yet.' }),
    isBackedUp: z
      .boolean()
      .meta({ description: 'It is kept elsewhere as well, so that it outlives the device.' }),
  })
  .register(apiSchemas, { id: 'Passkey' });

export type Passkey = z.infer<typeof passkeySchema>;

/** For `navigator.credentials.create`, with what is bytes there in base64url. */
export const passkeyCreationSchema = z
  .object({
    challenge,
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout,
    attestation: z.literal('none'),
    excludeCredentials: z.array(descriptor),
    authenticatorSelection: z.object({
      residentKey: z.literal('preferred'),
      requireResidentKey: z.literal(false),
      userVerification,
    }),
  })
  .register(apiSchemas, { id: 'PasskeyCreation' });

export type PasskeyCreation = z.infer<typeof passkeyCreationSchema>;

/** For `navigator.credentials.get`, in the same way. */
export const passkeyRequestSchema = z
  .object({
    challenge,
    rpId: z.string(),
    timeout,
    allowCredentials: z
      .array(descriptor)
      .meta({ description: 'Empty: any passkey that the browser finds for this address.' }),
    userVerification,
  })
  .register(apiSchemas, { id: 'PasskeyRequest' });

export type PasskeyRequest = z.infer<typeof passkeyRequestSchema>;

/** What the browser has made of `PasskeyCreation`. */
const createdPasskeySchema = z
  .strictObject({
    clientDataJSON,
    attestationObject: bytes(ANSWER_MAX_CHARACTERS),
    transports: z.array(z.string().max(TRANSPORT_MAX_CHARACTERS)).max(TRANSPORTS_MAX),
  })
  .register(apiSchemas, { id: 'CreatedPasskey' });

export type CreatedPasskey = z.infer<typeof createdPasskeySchema>;

/** What the browser has made of `PasskeyRequest`. */
export const shownPasskeySchema = z
  .strictObject({
    id: credentialId,
    clientDataJSON,
    authenticatorData: bytes(ANSWER_MAX_CHARACTERS),
    signature: bytes(ANSWER_MAX_CHARACTERS),
    userHandle: z
      .base64url()
      .max(CREDENTIAL_ID_MAX_CHARACTERS)
      .nullable()
      .meta({ description: 'Null: the browser gives none.' }),
  })
  .register(apiSchemas, { id: 'ShownPasskey' });

export type ShownPasskey = z.infer<typeof shownPasskeySchema>;

const name = z.string().meta({ description: 'By which you know it.', examples: ['Telephone'] });

export const addPasskeySchema = z
  .strictObject({ name, passkey: createdPasskeySchema })
  .register(apiSchemas, { id: 'AddPasskey' });

export const addedPasskeySchema = z
  .object({
    passkey: passkeySchema,
    recoveryCodes: z.array(z.string()).meta({
      description: 'With the first second factor of an account, this once; empty where there was another.',
    }),
  })
  .register(apiSchemas, { id: 'AddedPasskey' });

export type AddedPasskey = z.infer<typeof addedPasskeySchema>;

export const renamePasskeySchema = z.strictObject({ name }).register(apiSchemas, { id: 'RenamePasskey' });

export const showPasskeySchema = z
  .strictObject({ passkey: shownPasskeySchema })
  .register(apiSchemas, { id: 'ShowPasskey' });
