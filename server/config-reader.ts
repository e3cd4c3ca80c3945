import { readFileSync } from 'node:fs';
import { SECRETS, VARIABLES } from './config-variables.ts';
import type { FieldIssue } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type VariableName = keyof typeof VARIABLES;

/** Reads the variables one by one, and keeps what is wrong with each. */
export type Reader = {
  issues: FieldIssue[];
  /**
   * Undefined where the variable is unset or empty, as Compose passes on what is unset as empty. A secret may stand in a file, which the variable with
   * `_FILE` behind its name then names.
   */
  text(name: VariableName): string | undefined;
  refuse(name: VariableName, problem: string): void;
};

export function createReader(env: Environment): Reader {
  const issues: FieldIssue[] = [];
  const secrets = readSecretFiles(env, issues);
  return {
    issues,
    text: (name) => env[name]?.trim() || secrets.get(name),
    refuse: (name, problem) => {
      issues.push({ path: name, message: `${problem} Example: ${VARIABLES[name].example}` });
    },
  };
}

export function readSwitch(reader: Reader, name: VariableName, standard: 'yes' | 'no' = 'no'): boolean {
  const value = reader.text(name) ?? standard;
  if (value !== 'yes' && value !== 'no') reader.refuse(name, `"${value}" is neither yes nor no.`);
  return value === 'yes';
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

function readSecretFiles(env: Environment, issues: FieldIssue[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of SECRETS) {
    const path = `${name}_FILE`;
    const file = env[path]?.trim() ?? '';
    if (file === '') continue;
    if ((env[name]?.trim() ?? '') !== '')
      issues.push({ path, message: `${name} is set too: which of the two holds cannot be told.` });
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (text === '') issues.push({ path, message: `${file} is empty.` });
      else found.set(name, text);
    } catch (error) {
      issues.push({
        path,
        message: `It cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  }
  return found;
}
