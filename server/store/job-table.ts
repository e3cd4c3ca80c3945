import type { Generated } from 'kysely';

export type JobTable = {
  id: string;
  kind: string;
  payload: string;
  unique_key: string | null;
  run_at: string;
  attempts: number;
  /** After so many it is dead. */
  max_attempts: Generated<number>;
  state: 'waiting' | 'running' | 'done' | 'dead';
  last_error: string | null;
  /** The engine that does it now, and until when nobody else takes it up. Jobs of the publisher have neither. */
  locked_by: string | null;
  lease_until: string | null;
  /** Ties it to the request that asked for it. */
  correlation_id: string | null;
  /** Whether the payload goes once the job is done: it holds a secret. */
  is_forgotten: Generated<0 | 1>;
  created_at: string;
  finished_at: string | null;
};
