import { expect, it } from 'vitest';
import { acceptedKinds, isAccepted } from './accept.ts';

it('takes types by name and by kind, and every one where nothing is said', () => {
  expect(isAccepted('image/png', ['image/*'])).toBe(true);
  expect(isAccepted('video/mp4', ['image/*', 'application/pdf'])).toBe(false);
  expect(isAccepted('application/pdf', ['image/*', 'application/pdf'])).toBe(true);
  expect(isAccepted('audio/ogg', null)).toBe(true);
  expect(isAccepted('audio/ogg', [])).toBe(false);
});

it('knows of which kinds they are', () => {
  expect(acceptedKinds(['image/*'])).toEqual(['picture']);
  expect(acceptedKinds(['application/pdf', 'video/mp4'])).toEqual(['document', 'video']);
  expect(acceptedKinds(null)).toEqual(['picture', 'document', 'audio', 'video']);
});
