import type { FieldRecord } from '../../../../model/fields.ts';
import { mergeContent, type MergeConflict } from '../../../../model/merge/merge-content.ts';
import type { Base, Content, DraftShelf, KeptDraft } from './kept-draft.ts';

/** What is true of the typed words at this moment. */
export type SaveState =
  | { kind: 'saved' }
  /** Typed just now; on this device within a moment, and on the server soon. */
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  /** The server cannot have it yet: it is kept on this device, and sent as soon as it can be. */
  | { kind: 'waiting'; why: 'offline' | 'signed-out' | 'server' }
  /** Somebody else has changed the same places; both are there, and somebody has to choose. */
  | { kind: 'conflict'; conflicts: readonly MergeConflict[] }
  /** The server does not take it as it is, and says why. It is kept on this device. */
  | { kind: 'refused'; message: string };

export type Stored = { versionId: string; content: Content };

export type SaveOutcome =
  | ({ kind: 'saved' } & Stored)
  | ({ kind: 'elsewhere' } & Stored)
  | { kind: 'failed'; why: 'offline' | 'signed-out' | 'server' }
  | { kind: 'refused'; message: string };

export type DraftKeeperOptions = {
  entryId: string;
  windowId: string;
  userId: string;
  fields: FieldRecord;
  base: Stored;
  shelf: DraftShelf;
  /** One request: nothing is sent again by itself. */
  save: (content: Content, versionId: string) => Promise<SaveOutcome>;
  /** What is typed, as it is now. It takes a while to read a long text: asked when it is needed. */
  read: () => Content;
  /** What somebody else has changed comes into the form; what is typed there stays. */
  show: (content: Content) => void;
  onState: (state: SaveState) => void;
};

export type DraftKeeper = {
  /** Something was typed. */
  touch(): void;
  /** Somebody has saved the entry elsewhere. */
  receive(stored: Stored): void;
  /** What was kept of another window of this person, which is gone. */
  adopt(draft: KeptDraft): void;
  /** Each conflict has been decided on, in the form. */
  resolve(): void;
  /** There is reason to believe that the server can be reached. */
  retry(): void;
  /** Right now, as before publishing: true once the server has everything. */
  flush(): Promise<boolean>;
  /** The version that the server has, as far as is known here. */
  versionId(): string;
  /** What is typed stays on this device until it is on the server. */
  close(): Promise<void>;
};

const KEEP_WITHIN_MS = 250;
const IDLE_MS = 2_000;
const SAVE_WITHIN_MS = 10_000;
const RETRY_FIRST_MS = 2_000;
const RETRY_MAX_MS = 60_000;

/** Brings every keystroke onto this device at once, and to the server soon; one request at a time, each naming the version that it changes. */
export function createDraftKeeper(options: DraftKeeperOptions): DraftKeeper {
  const { content, versionId } = options.base;
  const desk: Desk = {
    ...options,
    base: { versionId, sent: content, stored: content },
    conflicts: [],
    undecided: null,
    typed: 0,
    saved: 0,
    firstUnsavedAt: null,
    retries: 0,
    running: null,
    isClosed: false,
    timers: createTimers(),
  };
  return {
    touch: () => {
      desk.typed += 1;
      if (desk.conflicts.length === 0 && desk.running === null) desk.onState({ kind: 'unsaved' });
      plan(desk);
    },
    receive: (theirs) => {
      // What is on its way is answered with this, or has it in it.
      if (desk.running === null) merge(desk, theirs);
    },
    adopt: ({ base, content: ours }) => {
      desk.typed += 1;
      const theirs = { versionId: desk.base.versionId, content: desk.base.stored };
      take(desk, { from: base, ours, theirs });
    },
    resolve: () => {
      desk.conflicts = [];
      desk.undecided = null;
      desk.typed += 1;
      desk.onState({ kind: 'unsaved' });
      plan(desk);
    },
    retry: () => {
      desk.retries = 0;
      if (isDirty(desk)) void run(desk);
    },
    flush: async () => {
      await keep(desk);
      await run(desk);
      // What was typed while another request ran.
      if (isDirty(desk)) await run(desk);
      return !isDirty(desk);
    },
    versionId: () => desk.base.versionId,
    close: async () => {
      desk.isClosed = true;
      await keep(desk);
      await run(desk);
      desk.timers.clear('keep');
      desk.timers.clear('save');
    },
  };
}

type Desk = Omit<DraftKeeperOptions, 'base'> & {
  base: Base;
  conflicts: readonly MergeConflict[];
  /** What the words on this device came from while nobody has chosen: whoever finds them there meets the same conflicts. */
  undecided: Base | null;
  /** Counts what was typed: what is saved is what was read at one of its numbers. */
  typed: number;
  saved: number;
  firstUnsavedAt: number | null;
  retries: number;
  running: Promise<void> | null;
  isClosed: boolean;
  timers: ReturnType<typeof createTimers>;
};

function isDirty({ saved, typed }: Desk): boolean {
  return typed !== saved;
}

async function keep(desk: Desk): Promise<void> {
  desk.timers.clear('keep');
  if (!isDirty(desk)) return;
  const { entryId, userId, windowId } = desk;
  const keptAt = new Date().toISOString();
  const base = desk.undecided ?? desk.base;
  await desk.shelf.put({ entryId, windowId, userId, base, content: desk.read(), keptAt });
}

function plan(desk: Desk): void {
  desk.firstUnsavedAt ??= Date.now();
  desk.timers.once('keep', KEEP_WITHIN_MS, () => void keep(desk));
  if (desk.conflicts.length > 0) return;
  const latest = desk.firstUnsavedAt + SAVE_WITHIN_MS - Date.now();
  desk.timers.again('save', Math.max(0, Math.min(IDLE_MS, latest)), () => void run(desk));
}

/** One at a time: whoever comes while it runs waits for it. */
async function run(desk: Desk): Promise<void> {
  if (desk.running !== null) return await desk.running;
  desk.running = saveOnce(desk);
  try {
    await desk.running;
  } finally {
    desk.running = null;
  }
  return undefined;
}

async function saveOnce(desk: Desk): Promise<void> {
  desk.timers.clear('save');
  if (!isDirty(desk) || desk.conflicts.length > 0) return;
  const [content, at] = [desk.read(), desk.typed];
  desk.onState({ kind: 'saving' });
  const outcome = await desk.save(content, desk.base.versionId);
  if (outcome.kind === 'elsewhere') return merge(desk, outcome);
  if (outcome.kind === 'saved') {
    desk.base = { versionId: outcome.versionId, sent: content, stored: outcome.content };
    desk.saved = at;
    desk.retries = 0;
    desk.firstUnsavedAt = null;
    return await settle(desk);
  }
  desk.onState(outcome.kind === 'refused' ? outcome : { kind: 'waiting', why: outcome.why });
  await keep(desk);
  if (outcome.kind === 'failed' && outcome.why !== 'signed-out' && !desk.isClosed) tryLater(desk);
}

/** The server has what was sent; what was typed meanwhile is planned anew. */
async function settle(desk: Desk): Promise<void> {
  if (isDirty(desk)) {
    desk.onState({ kind: 'unsaved' });
    if (!desk.isClosed) plan(desk);
    return;
  }
  desk.onState({ kind: 'saved' });
  desk.timers.clear('keep');
  await desk.shelf.remove(desk);
}

function tryLater(desk: Desk): void {
  const pause = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** desk.retries);
  desk.retries += 1;
  desk.timers.again('save', pause, () => void run(desk));
}

/** What the server has now, and what is typed here, become one. */
function merge(desk: Desk, theirs: Stored): void {
  if (theirs.versionId !== desk.base.versionId) take(desk, { from: desk.base, ours: desk.read(), theirs });
}

type Taking = { from: Base; ours: Content; theirs: Stored };

function take(desk: Desk, { from, ours, theirs }: Taking): void {
  const { fields } = desk;
  // The server's form of what was sent is nobody's change.
  const inItsForm = mergeContent(fields, { before: from.sent, ours, theirs: from.stored }).content;
  const merged = mergeContent(fields, { before: from.stored, ours: inItsForm, theirs: theirs.content });
  desk.base = { versionId: theirs.versionId, sent: theirs.content, stored: theirs.content };
  desk.conflicts = [...desk.conflicts, ...merged.conflicts];
  if (desk.conflicts.length > 0) desk.undecided ??= from;
  const wasDirty = isDirty(desk);
  desk.show(merged.content);
  if (!wasDirty && desk.conflicts.length === 0) return desk.onState({ kind: 'saved' });
  desk.typed += 1;
  desk.onState(
    desk.conflicts.length > 0 ? { kind: 'conflict', conflicts: desk.conflicts } : { kind: 'unsaved' },
  );
  return plan(desk);
}

type TimerName = 'keep' | 'save';

function createTimers() {
  const running = new Map<TimerName, ReturnType<typeof setTimeout>>();
  const clear = (name: TimerName): void => {
    clearTimeout(running.get(name));
    running.delete(name);
  };
  const again = (name: TimerName, ms: number, work: () => void): void => {
    clear(name);
    const ring = (): void => {
      running.delete(name);
      work();
    };
    running.set(name, setTimeout(ring, ms));
  };
  return {
    clear,
    again,
    /** Unless it is set already. */
    once: (name: TimerName, ms: number, work: () => void): void => {
      if (!running.has(name)) again(name, ms, work);
    },
  };
}
