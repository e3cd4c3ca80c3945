import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { field } from '../../../model/fields.ts';
import { createContentStore } from './content-store.ts';
import { createFieldIssues } from './field-issues.ts';

const fields = {
  title: field.text({ required: true, maxLength: 5 }),
  slug: field.slug({ required: true }),
  count: field.number({ min: 2 }),
  body: field.richText({ required: true }),
};

function open(content: Record<string, unknown>) {
  const store = createContentStore(content, () => {});
  const issues = createFieldIssues({ store, fields });
  return { store, issues };
}

async function rest(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.dynamicImportSettled();
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is wrong with what is typed', () => {
  it('is told of what no draft may hold, and of what is lacking only where somebody has been', async () => {
    const { issues, store } = open({ slug: 'Not a slug', count: 1 });
    await rest();
    expect(issues.shown().map(({ path }) => path)).toEqual(['slug']);
    issues.touch('title');
    issues.touch('count');
    await rest();
    expect(issues.shown().map(({ path }) => path)).toEqual(['slug', 'title', 'count']);
    store.set(['title'], 'Typed');
    await rest();
    expect(issues.shown().map(({ path }) => path)).toEqual(['slug', 'count']);
    issues.close();
  });

  it('is what the server says, until the place holds something else; and then everything that is lacking', async () => {
    const { issues, store } = open({ title: 'Taken', slug: 'taken' });
    const said = { path: 'slug', message: 'Another page is there.' };
    issues.set([said]);
    expect(issues.shown()).toEqual([said]);
    store.set(['title'], '');
    await rest();
    expect(issues.shown()).toEqual([said, { path: 'title', message: 'Must be filled in.' }]);
    store.set(['slug'], 'free');
    expect(issues.shown()).toEqual([{ path: 'title', message: 'Must be filled in.' }]);
    issues.close();
  });

  it('is told again only where it has become something else', async () => {
    const { issues, store } = open({ slug: 'Not a slug' });
    await rest();
    const told = vi.fn<() => void>();
    issues.subscribe(told);
    store.set(['title'], 'Short');
    await rest();
    expect(told).not.toHaveBeenCalled();
    issues.close();
  });
});
