import { z } from 'zod';
import type { FieldIssue } from '../errors.ts';

/** The longest address that SMTP can carry (RFC 5321). */
const EMAIL_MAX_CHARACTERS = 254;

const emailSchema = z.email().max(EMAIL_MAX_CHARACTERS);

/** One person is one account, however they capitalise their address. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

export function emailIssues(normalizedEmail: string): FieldIssue[] {
  if (emailSchema.safeParse(normalizedEmail).success) return [];
  return [{ path: 'email', message: 'This is not an e-mail address. Write it like name@example.org.' }];
}
