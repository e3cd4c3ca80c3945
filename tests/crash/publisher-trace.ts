/** What `callsOf` reads: strings as numbers, and as much of them as the head of a page in SQLite's log takes. */
export const TRACE_OPTIONS = ['-f', '-qq', '-y', '-xx', '-s', '24'];

/** What a publisher does to the disk. */
export const CALLS = [
  'rename',
  'link',
  'symlink',
  'unlink',
  'mkdir',
  'rmdir',
  'ftruncate',
  'fsync',
  'write',
  'pwrite64',
  'utimensat',
] as const;

/** A call that a thread makes for the so-manieth time; on this file of the data folder alone, where one is named. */
export type Moment = { call: string; file: string | null; when: number };

export type TracedCall = {
  call: string;
  thread: string;
  /** How many such calls the thread has made, this one included. */
  when: number;
  /** The files of the data folder that it is about. */
  files: readonly string[];
  /** Whether it writes the last page of a transaction to a log of SQLite's. */
  isCommit: boolean;
};

const HEX = /(?:\\x[0-9a-f]{2})+/g;

export function callsOf(trace: string, { dataDir }: { dataDir: string }): TracedCall[] {
  const counts = new Map<string, number>();
  return trace.split('\n').flatMap((line) => {
    const [, thread, call, args = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (thread === undefined || call === undefined) return [];
    const when = (counts.get(`${thread} ${call}`) ?? 0) + 1;
    counts.set(`${thread} ${call}`, when);
    const texts = (args.match(HEX) ?? []).map((hex) => bytesOf(hex).toString());
    const files = texts.flatMap((text) =>
      text.startsWith(`${dataDir}/`) ? text.slice(dataDir.length + 1) : [],
    );
    return { call, thread, when, files, isCommit: call === 'pwrite64' && endsTransaction(args) };
  });
}

/** The head of a page in the log says how large the database is after the transaction that it is the last page of; of any other page, nothing. */
function endsTransaction(args: string): boolean {
  const [, hex] = />, "((?:\\x[0-9a-f]{2}){24})", 24, /.exec(args) ?? [];
  return hex !== undefined && bytesOf(hex).readUInt32BE(4) !== 0;
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

/** Of the databases that a publisher writes to. */
export const LOGS = ['stillpress.sqlite-wal', 'content-cache.sqlite-wal', 'public/state.sqlite-wal'];
const SWAP = 'public/staging/live';

/**
 * Where one step has been taken and the next one has not: before the end of each transaction, and before each swap of the live tree. By release: from
 * one swap to the next, so that each but the first begins between a swap and its record. One thread alone makes these calls.
 */
export function momentsBetweenSteps(calls: readonly TracedCall[]): Moment[][] {
  const releases: Moment[][] = [[]];
  const counts = new Map<string, number>();
  for (const { call, files, isCommit } of calls) {
    for (const file of files) {
      const when = (counts.get(`${call} ${file}`) ?? 0) + 1;
      counts.set(`${call} ${file}`, when);
      const isSwap = call === 'rename' && file === SWAP;
      if (isSwap || (isCommit && LOGS.includes(file))) releases.at(-1)?.push({ call, file, when });
      if (isSwap) releases.push([]);
    }
  }
  return releases;
}

/** So many of the calls of a kind, at equal distances over all that the busiest thread makes of them. `from` is where the first distance begins, as a part of it. */
export function momentsOfCall(
  calls: readonly TracedCall[],
  { call, from, most }: { call: string; most: number; from: number },
): Moment[] {
  const byThread = Map.groupBy(
    calls.filter((traced) => traced.call === call && traced.files.length > 0),
    ({ thread }) => thread,
  );
  const [busiest = []] = [...byThread.values()].toSorted((a, b) => b.length - a.length);
  const count = Math.min(most, busiest.length);
  return Array.from({ length: count }, (_, index) => {
    const place = Math.floor(((index + from) * busiest.length) / count);
    return { call, file: null, when: busiest[place]?.when ?? 1 };
  });
}
