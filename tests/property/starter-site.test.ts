import { test } from 'vitest';
import { PROPERTY_TIMEOUT_MS, expectProperty } from './harness/expect-property.ts';
import { starterSite } from './sites/starter.ts';

test(
  'after every step the live tree of the starter site is what a full build gives',
  { timeout: PROPERTY_TIMEOUT_MS },
  async () => {
    await expectProperty(starterSite, { part: 0, few: 25, all: 150 });
  },
);
