/** Who may release to a target. */
export type PublisherLeaseTable = {
  /** As it stands in release rows. */
  target: string;
  /** One more with each process that took it. */
  epoch: number;
  /** One more with each sign of life of the process that has it. */
  beat: number;
  /** Whoever comes from the same place need not wait for it; null once it was given back. */
  holder: string | null;
  /** For people: the machine, and the process there. */
  process: string;
  taken_at: string;
  /** By the clock of that machine, for people. Null where it gives no signs of life, and needs none. */
  seen_at: string | null;
};
