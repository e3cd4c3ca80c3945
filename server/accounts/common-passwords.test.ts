import { expect, it } from 'vitest';
import { isCommonPassword } from './common-passwords.ts';

it.each([
  '1234567890',
  'qwertyuiop',
  'QwertyUiop',
  ' qwertyuiop ',
  'Password2024',
  'password123!',
  '!!Dragon1999!!',
  'P@ssw0rd!!!',
  '$un$h1n3 2024',
  'password 14.03.2024',
  'sunshinesunshine',
  'Sunshine2024Sunshine2024',
  '111111111111',
  'aaaaaaaaaa',
  'xyzxyzxyzxyz',
  '          ',
  '    abc    ',
  '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂',
])('knows %j', (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

it.each([
  'correct horse battery',
  'a good pass phrase',
  'dragon 8391 7205 4416',
  'my dragon likes sunshine',
  '8391720544',
  '8391234567',
  'xk7-password-q9',
  'Я люблю гулять под дождём',
  '',
])('does not know %j', (password) => {
  expect(isCommonPassword(password)).toBe(false);
});
