import { canonicalJson } from '../../../../model/canonical-json.ts';
import type { FieldRecord } from '../../../../model/fields.ts';
import { mergeContent, type MergeConflict } from '../../../../model/merge/merge-content.ts';
import { createTimers, type KeeperTimers } from './keeper-timers.ts';
import type { Base, Content, DraftShelf, KeptDraft, Sending } from './kept-draft.ts';

export type WhyWaiting = 'offline' | 'signed-out' | 'server';

/** What is true of the typed words at this moment. `isKept`: they are on this device, which is not so where its browser has no room or keeps nothing. */
export type SaveState =
  /** Since then, as far as is known here. */
  | { kind: 'saved'; at: string }
  /** Typed just now; on this device within a moment, and on the server soon. */
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  /** The server cannot have it yet: it is kept on this device, and sent as soon as it can be. */
  | { kind: 'waiting'; why: WhyWaiting; isKept: boolean }
  /** Somebody else has changed the same places; both are there, and somebody has to choose. */
  | { kind: 'conflict'; conflicts: readonly MergeConflict[]; isKept: boolean }
  /** The server does not take it as it is, and says why. */
  | { kind: 'refused'; message: string; isKept: boolean };

export type Stored = { versionId: string; content: Content };

export type SaveOutcome =
  /** `isReplayed`: it had been done before, and the entry may have moved on since. */
  | ({ kind: 'saved'; isReplayed: boolean } & Stored)
  /** The server has another version, and has not taken this one. */
  | ({ kind: 'elsewhere' } & Stored)
  /** It had been done before, and this is what the entry is now. */
  | ({ kind: 'done-before' } & Stored)
  | { kind: 'failed'; why: WhyWaiting }
  | { kind: 'refused'; message: string };

export type DraftKeeperOptions = {
  entryId: string;
  windowId: string;
  userId: string;
  fields: FieldRecord;
  base: Stored;
  shelf: DraftShelf;
  /** One request: nothing is sent again by itself. Under one key it is done once. */
  save: (sending: Sending) => Promise<SaveOutcome>;
  /** For a request that has not been sent before. */
  newKey: () => string;
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
  adopt(draft: KeptDraft): Promise<void>;
  /** Each conflict has been decided on: this is what the form is to hold. */
  resolve(content: Content): void;
  /** There is reason to believe that the server can be reached. */
  retry(): void;
  /** Right now, as before publishing: true once the server has everything. */
  flush(): Promise<boolean>;
  /** What had no name on the server has one. What was kept under the other one is kept under this one from now on. */
  moveTo(entryId: string): void;
  /** The version that the server has, as far as is known here. */
  versionId(): string;
  /** Whether everything that is typed is on the server, or on this device at least. */
  isSafe(): boolean;
  /** What is typed stays on this device until it is on the server. */
  close(): Promise<void>;
};

const KEEP_WITHIN_MS = 250;
const IDLE_MS = 2_000;
const SAVE_WITHIN_MS = 10_000;
const RETRY_FIRST_MS = 2_000;
const RETRY_MAX_MS = 20_000;

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
    kept: 0,
    isKept: true,
    unanswered: null,
    sentAt: 0,
    firstUnsavedAt: null,
    waiting: null,
    retries: 0,
    running: null,
    isClosed: false,
    timers: createTimers(),
  };
  return {
    touch: () => {
      desk.typed += 1;
      const isTold = desk.conflicts.length > 0 || desk.running !== null || desk.waiting !== null;
      if (!isTold) desk.onState({ kind: 'unsaved' });
      plan(desk);
    },
    receive: (theirs) => {
      // What is on its way is answered with this, or has it in it. What has had no answer may be this.
      if (desk.running !== null) return;
      if (desk.unanswered === null) merge(desk, theirs);
      else void run(desk);
    },
    adopt: async (draft) => await alone(desk, async () => await adopt(desk, draft)),
    resolve: (decided) => {
      desk.conflicts = [];
      desk.undecided = null;
      desk.typed += 1;
      desk.show(decided);
      desk.onState({ kind: 'unsaved' });
      plan(desk);
    },
    retry: () => {
      desk.retries = 0;
      if (isDirty(desk)) void run(desk);
    },
    flush: async () => {
      // Sent at once: a page that goes sends nothing later.
      await Promise.all([runUntilSaved(desk), keep(desk)]);
      return !isDirty(desk);
    },
    moveTo: (entryId) => {
      void desk.shelf.remove({ entryId: desk.entryId, windowId: desk.windowId }).catch(() => {});
      desk.entryId = entryId;
      void keep(desk);
    },
    versionId: () => desk.base.versionId,
    isSafe: () => !isDirty(desk) || desk.kept === desk.typed,
    close: async () => {
      desk.isClosed = true;
      await keep(desk);
      await runUntilSaved(desk);
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
  kept: number;
  isKept: boolean;
  /** What was sent, and may have been taken or not: it is sent again as it was, before anything else. */
  unanswered: Sending | null;
  /** As much of what is typed as it holds. */
  sentAt: number;
  /** Of what has not been sent since it was last tried. */
  firstUnsavedAt: number | null;
  /** Why the server did not have it when it was last tried. */
  waiting: WhyWaiting | null;
  retries: number;
  running: Promise<void> | null;
  isClosed: boolean;
  timers: KeeperTimers;
};

function isDirty({ saved, typed }: Desk): boolean {
  return typed !== saved;
}

/** Where the browser keeps nothing it is said, and everything else goes on. */
async function keep(desk: Desk): Promise<void> {
  desk.timers.clear('keep');
  if (!isDirty(desk)) return;
  const { entryId, typed, unanswered, userId, windowId } = desk;
  const keptAt = new Date().toISOString();
  const base = desk.undecided ?? desk.base;
  const content = desk.read();
  try {
    await desk.shelf.put({ entryId, windowId, userId, base, content, keptAt, unanswered });
    desk.kept = Math.max(desk.kept, typed);
    desk.isKept = true;
  } catch {
    desk.isKept = false;
  }
}

function plan(desk: Desk): void {
  desk.firstUnsavedAt ??= Date.now();
  desk.timers.once('keep', KEEP_WITHIN_MS, () => void keepAndTell(desk));
  if (desk.conflicts.length > 0) return;
  // It is tried again after a pause, however much is typed meanwhile.
  if (desk.waiting !== null && desk.timers.isSet('save')) return;
  const latest = desk.firstUnsavedAt + SAVE_WITHIN_MS - Date.now();
  desk.timers.again('save', Math.max(0, Math.min(IDLE_MS, latest)), () => void run(desk));
}

/** While nobody has chosen, or the server cannot have it, it is this that says where the words are. */
async function keepAndTell(desk: Desk): Promise<void> {
  const before = desk.isKept;
  await keep(desk);
  if (desk.isKept === before) return;
  if (desk.conflicts.length > 0) tellConflicts(desk);
  else if (desk.waiting !== null) tellWaiting(desk, desk.waiting);
}

function tellWaiting({ isKept, onState }: Desk, why: WhyWaiting): void {
  onState({ kind: 'waiting', why, isKept });
}

function tellConflicts({ conflicts, isKept, onState }: Desk): void {
  onState({ kind: 'conflict', conflicts, isKept });
}

/** One at a time: whoever comes while it runs waits for it. */
async function run(desk: Desk): Promise<void> {
  if (desk.running !== null) return await desk.running;
  return await alone(desk, async () => await saveOnce(desk));
}

async function alone(desk: Desk, work: () => Promise<void>): Promise<void> {
  while (desk.running !== null) await desk.running;
  desk.running = work();
  try {
    await desk.running;
  } finally {
    desk.running = null;
  }
}

/** What had no answer is sent first; then what was typed since, also while another request ran. */
const RUNS_MAX = 3;

async function runUntilSaved(desk: Desk): Promise<void> {
  for (let runs = 0; runs < RUNS_MAX && isDirty(desk); runs += 1) {
    const before = desk.base.versionId;
    await run(desk);
    if (desk.base.versionId === before) return;
  }
}

async function saveOnce(desk: Desk): Promise<void> {
  desk.timers.clear('save');
  if (!isDirty(desk) || desk.conflicts.length > 0) return;
  if (desk.unanswered === null) {
    desk.unanswered = newSending(desk);
    desk.sentAt = desk.typed;
  }
  const sending = desk.unanswered;
  // Until it has been answered, what was said of it is still so.
  if (desk.waiting === null) desk.onState({ kind: 'saving' });
  const outcome = await desk.save(sending);
  desk.firstUnsavedAt = null;
  if (outcome.kind === 'failed') return await wait(desk, outcome.why);
  desk.waiting = null;
  desk.unanswered = null;
  if (outcome.kind === 'elsewhere') return merge(desk, outcome);
  if (outcome.kind === 'done-before') return goOnFrom(desk, sending, outcome);
  if (outcome.kind === 'refused') {
    await keep(desk);
    return desk.onState({ ...outcome, isKept: desk.isKept });
  }
  desk.base = { versionId: outcome.versionId, sent: sending.content, stored: outcome.content };
  desk.saved = desk.sentAt;
  desk.retries = 0;
  return await settle(desk);
}

function newSending({ base, newKey, read }: Desk): Sending {
  return { key: newKey(), content: read(), versionId: base.versionId };
}

/** The server has had it: whatever it holds now came after. */
function goOnFrom(desk: Desk, { content }: Sending, now: Stored): void {
  desk.saved = -1;
  desk.retries = 0;
  take(desk, {
    from: { versionId: now.versionId, sent: content, stored: content },
    ours: desk.read(),
    theirs: now,
  });
}

async function wait(desk: Desk, why: WhyWaiting): Promise<void> {
  desk.waiting = why;
  // Nobody who is signed out has anything done.
  if (why === 'signed-out') desk.unanswered = null;
  await keep(desk);
  tellWaiting(desk, why);
  if (why !== 'signed-out' && !desk.isClosed) tryLater(desk);
}

/** The server has what was sent; what was typed meanwhile is planned anew. */
async function settle(desk: Desk): Promise<void> {
  if (isDirty(desk)) {
    desk.onState({ kind: 'unsaved' });
    if (!desk.isClosed) plan(desk);
    return;
  }
  desk.onState({ kind: 'saved', at: new Date().toISOString() });
  desk.timers.clear('keep');
  // What stays there is found to be saved by whoever finds it.
  await desk.shelf.remove(desk).catch(() => {});
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
  desk.conflicts = joinConflicts(desk.conflicts, merged.conflicts);
  if (desk.conflicts.length > 0) desk.undecided ??= from;
  const wasDirty = isDirty(desk);
  desk.show(merged.content);
  if (!wasDirty && desk.conflicts.length === 0)
    return desk.onState({ kind: 'saved', at: new Date().toISOString() });
  desk.typed += 1;
  if (desk.conflicts.length > 0) tellConflicts(desk);
  else desk.onState({ kind: 'unsaved' });
  return plan(desk);
}

/** Of a place that they have changed once more while nobody has chosen, what they have now. */
function joinConflicts(known: readonly MergeConflict[], found: readonly MergeConflict[]): MergeConflict[] {
  const byPlace = new Map(known.map((conflict) => [placeOfConflict(conflict), conflict]));
  for (const conflict of found) {
    const [place, first] =
      [...byPlace].find(([, other]) => isGoneOn(other, conflict)) ??
      ([placeOfConflict(conflict), undefined] as const);
    byPlace.set(
      place,
      first === undefined ? conflict : ({ ...conflict, before: first.before } as MergeConflict),
    );
  }
  return [...byPlace.values()];
}

/** An item of a list has no name: it is the one that they had changed into what they have changed now. */
function isGoneOn(known: MergeConflict, found: MergeConflict): boolean {
  if (known.kind !== 'item' || found.kind !== 'item')
    return placeOfConflict(known) === placeOfConflict(found);
  return known.path === found.path && canonicalJson(known.theirs) === canonicalJson(found.before);
}

export function placeOfConflict(conflict: MergeConflict): string {
  if (conflict.kind === 'field') return conflict.path;
  return `${conflict.path} ${conflict.kind === 'block' ? conflict.id : conflict.at}`;
}

/** What another window had on its way when it went may have been taken: it is sent once more under its key, and then it is known. */
async function adopt(desk: Desk, draft: KeptDraft): Promise<void> {
  const { base, content: ours, unanswered } = draft;
  const here = { versionId: desk.base.versionId, content: desk.base.stored };
  const typed = isDirty(desk) ? desk.read() : null;
  const outcome = unanswered === null ? null : await desk.save(unanswered);
  desk.typed += 1;
  if (outcome === null || outcome.kind === 'failed' || outcome.kind === 'refused') {
    take(desk, { from: base, ours, theirs: here });
  } else {
    const { content: stored, kind, versionId } = outcome;
    const sent = unanswered?.content ?? stored;
    const theirs = kind === 'saved' && outcome.isReplayed ? here : { versionId, content: stored };
    const from = kind === 'elsewhere' ? base : { versionId, sent, stored: kind === 'saved' ? stored : sent };
    take(desk, { from, ours, theirs });
  }
  if (typed !== null) joinTyped(desk, { before: here.content, ours: typed });
  await keep(desk);
}

/** What was typed here before the other words came stays, too. */
function joinTyped(desk: Desk, { before, ours }: { before: Content; ours: Content }): void {
  const { conflicts, content } = mergeContent(desk.fields, { before, ours, theirs: desk.read() });
  desk.show(content);
  desk.conflicts = joinConflicts(desk.conflicts, conflicts);
  if (desk.conflicts.length === 0) return;
  desk.undecided ??= desk.base;
  tellConflicts(desk);
}
