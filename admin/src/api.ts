import type { Problem } from '../../model/api/problem.ts';

/** A request that was refused, with what the server said about it. */
export class RefusedRequest extends Error {
  readonly problem: Problem | null;

  constructor(problem: Problem | null) {
    super(problem?.detail ?? 'The server could not be reached. Check the connection and try again.');
    this.name = 'RefusedRequest';
    this.problem = problem;
  }
}

export type ApiRequest = {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  /** The version that the editor saw. */
  ifMatch?: string;
};

/** Every answer of the API is described by a schema in `model/api`; the caller names the type that belongs to the address. */
export async function callApi<Answer>(
  path: string,
  { method = 'GET', body, ifMatch }: ApiRequest = {},
): Promise<Answer> {
  const headers = new Headers({ Accept: 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (ifMatch !== undefined) headers.set('If-Match', `"${ifMatch}"`);
  const response = await send(`/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new RefusedRequest(await readProblem(response));
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new RefusedRequest(null);
  }
}

async function readProblem(response: Response): Promise<Problem | null> {
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('problem+json') ? ((await response.json()) as Problem) : null;
}
