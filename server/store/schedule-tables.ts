/** As in `tables.ts`: times are text in UTC. */
export type ScheduleState = 'armed' | 'fired' | 'blocked' | 'cancelled';

/** One entry of a schedule: whoever looks for the versions that are going to be public asks here. */
export type ScheduleTable = {
  id: string;
  action: 'publish' | 'withdraw';
  entry_id: string;
  /** A schedule pins the version it publishes. */
  version_id: string | null;
  due_at: string;
  time_zone: string;
  /** That of the schedule. */
  state: ScheduleState;
  reason: string | null;
  created_at: string;
  created_by: string | null;
  fired_at: string | null;
  /** The schedule that it is part of, and its place there. */
  timed_id: string | null;
  position: number | null;
};

/** A schedule: what several entries have in common, and what has become of it. */
export type TimedPublicationTable = {
  id: string;
  /** As it was given, such as `2026-10-25T02:30:00`, in the zone; `due_at` is what it comes to. */
  local_time: string;
  time_zone: string;
  /** Which of the two was meant, of a local time that the clocks show twice. */
  repeated: 'first' | 'second' | null;
  due_at: string;
  state: ScheduleState;
  /** Why it is blocked or cancelled: permanent, and in words. */
  code: string | null;
  reason: string | null;
  /** Up to which publication and release it is known whether it can be published. */
  prepared_for: string | null;
  created_at: string;
  /** In whose name it fires; null: the installation itself. */
  created_by: string | null;
  fired_at: string | null;
  lateness_ms: number | null;
  /** Null where everything was public already, just as it was to be. */
  publication_seq: number | null;
  /** 1: whoever made it lets it leave links dead. */
  links_anyway: number;
  /** JSON: those that it leaves dead, as far as it was known when it was made, and then when it fired. */
  broken_links: string | null;
};

/** What happened to a schedule, in the order of the ids. Nothing of it is changed afterwards, but for words that have to be erased. */
export type ScheduleStepTable = {
  id: string;
  timed_id: string;
  at: string;
  kind: 'armed' | 'moved' | 'blocked' | 'fired' | 'cancelled';
  /** When it was to fire then. */
  due_at: string;
  code: string | null;
  reason: string | null;
  lateness_ms: number | null;
  broken_links: string | null;
};
