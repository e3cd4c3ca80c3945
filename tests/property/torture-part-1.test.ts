import { test } from 'vitest';
import { PROPERTY_TIMEOUT_MS, expectProperty } from './harness/expect-property.ts';
import { tortureSite } from './sites/torture.ts';

test(
  'after every step the live tree of the torture site is what a full build gives',
  { timeout: PROPERTY_TIMEOUT_MS },
  async () => {
    await expectProperty(tortureSite, { part: 1, few: 60, all: 500 });
  },
);
