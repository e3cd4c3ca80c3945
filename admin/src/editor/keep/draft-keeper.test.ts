import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createShelf, openWindow } from './played-window.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is typed', () => {
  test('is on this device within 250 ms, and on the server after 2 s of rest', async () => {
    const { keeper, server, shelf, states, type } = openWindow();
    type({ title: 'Typed' });
    await vi.advanceTimersByTimeAsync(250);
    expect(shelf.drafts.get('w1')?.content).toMatchObject({ title: 'Typed' });
    expect(server.saves).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_750);
    expect(server.current().content).toMatchObject({ title: 'Typed' });
    expect(states.map(({ kind }) => kind)).toEqual(['unsaved', 'saving', 'saved']);
    expect(shelf.drafts.size).toBe(0);
    expect(keeper.versionId()).toBe('v2');
  });

  test('is on the server after 10 s though nobody rests', async () => {
    const { server, type } = openWindow();
    for (let ms = 0; ms < 10_000; ms += 500) {
      type({ text: String(ms) });
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(server.saves).toHaveLength(1);
  });

  test('while a save is on its way is neither overwritten by its answer nor taken for saved', async () => {
    const { content, server, shelf, states, type } = openWindow();
    const open = server.hold();
    type({ title: 'One' });
    await vi.advanceTimersByTimeAsync(2_000);
    type({ title: 'One, two' });
    open();
    await vi.advanceTimersByTimeAsync(0);
    expect(content()).toMatchObject({ title: 'One, two' });
    expect(states.at(-1)).toEqual({ kind: 'unsaved' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.saves.map(({ title }) => title)).toEqual(['One', 'One, two']);
    expect(shelf.drafts.size).toBe(0);
  });

  test('is sent in the moment in which the page goes, and kept on this device beside', async () => {
    const { keeper, server, shelf, type } = openWindow();
    const save = vi.spyOn(server, 'save');
    const open = server.hold();
    type({ title: 'Gone at once' });
    void keeper.flush();
    expect(save).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(0);
    expect(shelf.drafts.get('w1')?.unanswered?.content).toMatchObject({ title: 'Gone at once' });
    open();
  });

  test('stays on this device while the server is away, and goes there once it is back', async () => {
    const { keeper, server, shelf, states, type } = openWindow();
    server.fail({ kind: 'failed', why: 'offline' });
    type({ title: 'Offline' });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(states.at(-1)).toEqual({ kind: 'waiting', why: 'offline', isKept: true });
    expect(shelf.drafts.get('w1')?.content).toMatchObject({ title: 'Offline' });
    server.fail(null);
    keeper.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.current().content).toMatchObject({ title: 'Offline' });
    expect(shelf.drafts.size).toBe(0);
  });

  test('waits for the sign-in and is not sent again and again until then', async () => {
    const { keeper, server, states, type } = openWindow();
    const save = vi.spyOn(server, 'save');
    server.fail({ kind: 'failed', why: 'signed-out' });
    type({ title: 'Signed out' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states.filter(({ kind }) => kind === 'saving')).toHaveLength(1);
    server.fail(null);
    keeper.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.current().content).toMatchObject({ title: 'Signed out' });
    save.mockRestore();
  });

  test('that the server refuses stays on this device, and is sent again once it is changed', async () => {
    const { server, shelf, states, type } = openWindow();
    server.fail({ kind: 'refused', message: 'Too long.' });
    type({ title: 'Long' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(states.at(-1)).toEqual({ kind: 'refused', message: 'Too long.', isKept: true });
    expect(shelf.drafts.size).toBe(1);
    server.fail(null);
    type({ title: 'Short' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.current().content).toMatchObject({ title: 'Short' });
  });
});

describe('two windows', () => {
  test('that change different fields both keep what was typed, and see the other one’s', async () => {
    const one = openWindow();
    const two = openWindow({ windowId: 'w2', server: one.server, shelf: one.shelf });
    one.type({ title: 'One' });
    await vi.advanceTimersByTimeAsync(2_000);
    two.type({ text: 'Two' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(one.server.current().content).toEqual({ title: 'One', text: 'Two' });
    expect(two.content()).toEqual({ title: 'One', text: 'Two' });
    one.keeper.receive(one.server.current());
    expect(one.content()).toEqual({ title: 'One', text: 'Two' });
  });

  test('that change the same field lose neither: nothing is saved until somebody has chosen', async () => {
    const one = openWindow();
    const two = openWindow({ windowId: 'w2', server: one.server, shelf: one.shelf });
    one.type({ title: 'One' });
    await vi.advanceTimersByTimeAsync(2_000);
    two.type({ title: 'Two' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(two.states.at(-1)).toMatchObject({
      kind: 'conflict',
      conflicts: [{ path: 'title', before: 'T', ours: 'Two', theirs: 'One' }],
    });
    expect(one.server.current().content).toMatchObject({ title: 'One' });
    expect(one.shelf.drafts.get('w2')?.content).toMatchObject({ title: 'Two' });
    two.keeper.resolve(two.content());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(one.server.current().content).toMatchObject({ title: 'Two' });
  });

  test('an open window without changes of its own shows what was saved elsewhere, and saves nothing', async () => {
    const one = openWindow();
    const two = openWindow({ windowId: 'w2', server: one.server });
    two.type({ title: 'Two' });
    await vi.advanceTimersByTimeAsync(2_000);
    one.keeper.receive(one.server.current());
    await vi.advanceTimersByTimeAsync(20_000);
    expect(one.content()).toMatchObject({ title: 'Two' });
    expect(one.server.saves).toHaveLength(1);
  });
});

describe('a window that was killed', () => {
  test('leaves what was typed to the next one', async () => {
    const killed = openWindow();
    killed.type({ title: 'Typed in vain?' });
    await vi.advanceTimersByTimeAsync(250);
    vi.clearAllTimers();
    const next = openWindow({ windowId: 'w2', server: killed.server, shelf: killed.shelf });
    const [draft] = await killed.shelf.listOf('e');
    if (draft !== undefined) await next.keeper.adopt(draft);
    expect(next.content()).toMatchObject({ title: 'Typed in vain?' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(killed.server.current().content).toMatchObject({ title: 'Typed in vain?' });
  });

  test('leaves it beside what somebody else has saved since, and both are shown', async () => {
    const killed = openWindow();
    killed.type({ title: 'Killed', text: 'killed' });
    await vi.advanceTimersByTimeAsync(250);
    vi.clearAllTimers();
    killed.server.put({ title: 'Else', text: 'x' });
    const next = openWindow({ windowId: 'w2', server: killed.server, shelf: killed.shelf });
    const [draft] = await killed.shelf.listOf('e');
    if (draft !== undefined) await next.keeper.adopt(draft);
    expect(next.states.at(-1)).toMatchObject({
      kind: 'conflict',
      conflicts: [{ path: 'title', theirs: 'Else' }],
    });
    expect(next.content()).toEqual({ title: 'Killed', text: 'killed' });
  });
});

test('a window that is killed before somebody has chosen leaves the choice to the next one', async () => {
  const one = openWindow();
  const killed = openWindow({ windowId: 'w2', server: one.server, shelf: one.shelf });
  one.type({ title: 'One' });
  await vi.advanceTimersByTimeAsync(2_000);
  killed.type({ title: 'Two' });
  await vi.advanceTimersByTimeAsync(3_000);
  killed.type({ text: 'and more' });
  await vi.advanceTimersByTimeAsync(250);
  vi.clearAllTimers();
  const next = openWindow({ windowId: 'w3', server: one.server, shelf: one.shelf });
  const draft = (await one.shelf.listOf('e')).find(({ windowId }) => windowId === 'w2');
  if (draft !== undefined) await next.keeper.adopt(draft);
  expect(next.states.at(-1)).toMatchObject({ kind: 'conflict', conflicts: [{ ours: 'Two', theirs: 'One' }] });
  expect(next.content()).toEqual({ title: 'Two', text: 'and more' });
});

test('closing sends what is left, and keeps it here where it cannot', async () => {
  const { keeper, server, shelf, type } = openWindow();
  type({ title: 'Last words' });
  await keeper.close();
  expect(server.current().content).toMatchObject({ title: 'Last words' });
  const cut = openWindow();
  cut.server.fail({ kind: 'failed', why: 'offline' });
  cut.type({ title: 'Cut off' });
  await cut.keeper.close();
  expect(cut.shelf.drafts.get('w1')?.content).toMatchObject({ title: 'Cut off' });
  expect(shelf.drafts.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

describe('an answer that is lost on its way', () => {
  test('is asked for again under the same key: what was typed since meets no conflict with oneself', async () => {
    const { keeper, server, states, type } = openWindow();
    server.loseAnswers(true);
    type({ title: 'One' });
    await vi.advanceTimersByTimeAsync(2_000);
    type({ title: 'One, two' });
    // As the screen hears it once the server is there again: its own words, under a version it does not know.
    keeper.receive(server.current());
    server.loseAnswers(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states.filter(({ kind }) => kind === 'conflict')).toEqual([]);
    expect(server.saves.map(({ title }) => title)).toEqual(['One', 'One, two']);
    expect(states.at(-1)).toMatchObject({ kind: 'saved' });
  });

  test('of a window that was killed is asked for by the next one', async () => {
    const killed = openWindow();
    killed.server.loseAnswers(true);
    killed.type({ title: 'One' });
    await vi.advanceTimersByTimeAsync(2_000);
    killed.type({ title: 'One, two' });
    await vi.advanceTimersByTimeAsync(250);
    vi.clearAllTimers();
    killed.server.loseAnswers(false);
    const next = openWindow({ windowId: 'w2', server: killed.server, shelf: killed.shelf });
    const [draft] = await killed.shelf.listOf('e');
    if (draft !== undefined) await next.keeper.adopt(draft);
    expect(next.states.filter(({ kind }) => kind === 'conflict')).toEqual([]);
    expect(next.content()).toMatchObject({ title: 'One, two' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(killed.server.current().content).toMatchObject({ title: 'One, two' });
  });
});

test('words of another window come to those that are typed here, and neither are lost', async () => {
  const killed = openWindow();
  killed.type({ title: 'Killed' });
  await vi.advanceTimersByTimeAsync(250);
  vi.clearAllTimers();
  const next = openWindow({ windowId: 'w2', server: killed.server, shelf: killed.shelf });
  next.type({ text: 'typed here' });
  const [draft] = await killed.shelf.listOf('e');
  if (draft !== undefined) await next.keeper.adopt(draft);
  expect(next.content()).toEqual({ title: 'Killed', text: 'typed here' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(killed.server.current().content).toEqual({ title: 'Killed', text: 'typed here' });
});

function createFullShelf(): ReturnType<typeof createShelf> {
  return { ...createShelf(), put: async () => await Promise.reject(new Error('full')) };
}

describe('a device that keeps nothing', () => {
  test('is told of, and what is typed goes to the server all the same', async () => {
    const { keeper, server, states, type } = openWindow({ shelf: createFullShelf() });
    server.fail({ kind: 'failed', why: 'offline' });
    type({ title: 'Nowhere yet' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toEqual({ kind: 'waiting', why: 'offline', isKept: false });
    expect(keeper.isSafe()).toBe(false);
    server.fail(null);
    keeper.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.current().content).toMatchObject({ title: 'Nowhere yet' });
    expect(keeper.isSafe()).toBe(true);
  });

  test('is otherwise safe once it has what was typed last', async () => {
    const { keeper, type } = openWindow();
    type({ title: 'T' });
    expect(keeper.isSafe()).toBe(false);
    await vi.advanceTimersByTimeAsync(250);
    expect(keeper.isSafe()).toBe(true);
    type({ title: 'Ti' });
    expect(keeper.isSafe()).toBe(false);
  });
});

test('a place that they change again while nobody has chosen is one conflict, with what they have now', async () => {
  const one = openWindow();
  const two = openWindow({ windowId: 'w2', server: one.server, shelf: one.shelf });
  one.type({ title: 'One' });
  await vi.advanceTimersByTimeAsync(2_000);
  two.type({ title: 'Two' });
  await vi.advanceTimersByTimeAsync(2_000);
  one.type({ title: 'One again' });
  await vi.advanceTimersByTimeAsync(2_000);
  two.keeper.receive(one.server.current());
  expect(two.states.at(-1)).toMatchObject({
    kind: 'conflict',
    conflicts: [{ path: 'title', before: 'T', ours: 'Two', theirs: 'One again' }],
  });
  two.keeper.resolve({ title: 'One again', text: 'x' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(two.content()).toMatchObject({ title: 'One again' });
  expect(one.server.current().content).toMatchObject({ title: 'One again' });
});
