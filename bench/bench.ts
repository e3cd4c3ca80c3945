/** `bench/NAME.ts` exports one of these as `bench`; `npm run bench -- NAME` runs it. */
export type Bench = {
  /** The name of its file. */
  name: string;
  /** One line for the list. */
  summary: string;
  run(context: BenchContext): Promise<BenchResult>;
};

export type BenchContext = {
  /** Says what goes on, beside the result. */
  progress: (line: string) => void;
  options: BenchOptions;
};

/** What the command line says; a bench that has no use for one leaves it unread. Undefined: what the bench takes by itself. */
export type BenchOptions = {
  /** How many posts the site has; several sizes where sizes are compared. */
  pages?: readonly number[] | undefined;
  /** Which other generators to run, such as `hugo`. */
  against?: readonly string[] | undefined;
  /** How many publications of each kind. */
  publishes?: number | undefined;
  /** A folder for CPU profiles of the publishing process. */
  profile?: string | undefined;
};

export type BenchResult = {
  /** By name, the unit last: `sqliteSavesPerSecond`, `postgresP99Ms`. Those of one unit are drawn to one scale. */
  metrics: Record<string, number>;
  goals: Goal[];
};

/** A ratio measured in this very run: absolute times differ between machines. */
export type Goal = {
  name: string;
  value: number;
  goal: number;
  met: boolean;
  direction: 'at least' | 'at most';
};

type Measured = { name: string; value: number; goal: number };

export function atLeast({ name, value, goal }: Measured): Goal {
  return { name, value, goal, met: value >= goal, direction: 'at least' };
}

export function atMost({ name, value, goal }: Measured): Goal {
  return { name, value, goal, met: value <= goal, direction: 'at most' };
}

/** For a part of the name of a metric. */
export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
