import { expect, test } from 'vitest';

import { embedPlayer } from './embeds.ts';

test.each([
  [
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=x',
    'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
  ],
  ['https://youtu.be/dQw4w9WgXcQ?t=10', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
  ['https://m.youtube.com/shorts/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
  ['https://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871?dnt=1'],
  [
    'https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=x',
    'https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC',
  ],
  ['https://codepen.io/someone/pen/abCdEf', 'https://codepen.io/someone/embed/abCdEf?default-tab=result'],
])('%s plays in %s', (url, src) => {
  expect(embedPlayer(url)?.src).toBe(src);
});

test.each([
  'https://example.org/',
  'https://www.youtube.com/',
  'https://vimeo.com/about',
  'youtu.be/dQw4w9WgXcQ',
  'javascript:youtu.be',
])('%s has no player', (url) => {
  expect(embedPlayer(url)).toBeNull();
});
