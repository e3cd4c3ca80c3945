/** What a process asks the one that publishes to look at before it is committed, and what that has found. Gone as soon as it is read. */
export type ProofRequestTable = {
  id: string;
  question: string;
  outcome: string | null;
  asked_at: string;
};
