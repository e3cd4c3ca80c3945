import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Decrypter, Encrypter } from 'age-encryption';
import { AppError } from '../errors.ts';

/**
 * Backups are sealed in the age format for whoever holds the identities: this machine knows the recipients alone, and cannot read what it has written.
 * The program `age` opens them too.
 */
export async function seal(bytes: Readable, recipients: readonly string[]): Promise<Readable> {
  if (recipients.length === 0) return bytes;
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return fromWeb(await encrypter.encrypt(toWeb(bytes)));
}

/** Throws `backup-sealed` where none of the identities opens it. */
export async function unseal(bytes: Readable, identities: readonly string[]): Promise<Readable> {
  if (identities.length === 0) throw sealed('It is sealed. Name the file of an identity with --identity.');
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return fromWeb(await decrypter.decrypt(toWeb(bytes)));
  } catch (error) {
    bytes.destroy();
    throw sealed('None of the identities opens it: it was sealed for somebody else.', error);
  }
}

/** As `age-keygen` writes it: a line each, with comments between them. */
export async function readIdentities(file: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw sealed(
      `The identity could not be read: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
  const lines = text.split('\n').map((line) => line.trim());
  const identities = lines.filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (identities.length === 0)
    throw sealed(`${file} holds no identity: a line that begins with AGE-SECRET-KEY-.`);
  return identities;
}

function sealed(message: string, cause?: unknown): AppError {
  return new AppError('backup-sealed', message, { cause });
}

function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  // The type of Node's own streams of the web names its own buffers.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

function fromWeb(stream: ReadableStream<Uint8Array>): Readable {
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
}
