import { expect, it } from 'vitest';
import { movedBy, placeBehind, within } from './focal-point.ts';

it('is moved by the arrow keys, further with Shift, and stays on the picture', () => {
  const point = { x: 0.5, y: 0.995 };
  expect(movedBy('ArrowLeft', { point, isLarge: false })).toEqual({ x: 0.49, y: 0.995 });
  expect(movedBy('ArrowRight', { point, isLarge: true })).toEqual({ x: 0.6, y: 0.995 });
  expect(movedBy('ArrowDown', { point, isLarge: false })).toEqual({ x: 0.5, y: 1 });
  expect(movedBy('ArrowUp', { point, isLarge: true })).toEqual({ x: 0.5, y: 0.895 });
  expect(movedBy('Enter', { point, isLarge: false })).toBeNull();
  expect([within(-1), within(2), within(0.33333)]).toEqual([0, 1, 0.333]);
});

it('shows of the picture what the site cuts out of it', () => {
  const picture = { width: 1600, height: 800 };
  // The site cuts out the 800 pixels around the point, at the edge those next to it.
  expect(placeBehind(picture, { ratio: 1, focal: { x: 0.5, y: 0.5 } })).toEqual({
    width: '200%',
    height: '100%',
    left: '-50%',
    top: '0%',
  });
  expect(placeBehind(picture, { ratio: 1, focal: { x: 1, y: 0 } }).left).toBe('-100%');
  expect(placeBehind(picture, { ratio: 2, focal: { x: 1, y: 0 } })).toMatchObject({
    width: '100%',
    left: '0%',
  });
});
