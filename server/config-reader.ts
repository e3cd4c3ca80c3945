import { SECRETS, VARIABLES } from './config-variables.ts';
import type { FieldIssue } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type VariableName = keyof typeof VARIABLES;

/** Reads the variables one by one, and keeps what is wrong with each. */
export type Reader = {
  issues: FieldIssue[];
  /** Undefined where the variable is unset or empty, as Compose passes on what is unset as empty. */
  text(name: VariableName): string | undefined;
  refuse(name: VariableName, problem: string): void;
};

export function createReader(env: Environment): Reader {
  const issues: FieldIssue[] = [];
  return {
    issues,
    text: (name) => env[name]?.trim() || undefined,
    refuse: (name, problem) => {
      issues.push({ path: name, message: `${problem} Example: ${VARIABLES[name].example}` });
    },
  };
}

/** What is set, without secrets. */
export function givenBy(reader: Reader): Record<string, string | null> {
  // The names are those of the variables.
  const names = Object.keys(VARIABLES) as VariableName[];
  const given = names.flatMap((name) => {
    const value = reader.text(name);
    return value === undefined ? [] : [[name, SECRETS.has(name) ? null : value] as const];
  });
  return Object.fromEntries(given);
}
