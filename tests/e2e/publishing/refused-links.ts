import { ApiError } from '../../../model/api/api-error.ts';

type Way = { by: string; how: string };
export type Broken = { path: string; anchor: string | null; from: object[]; isCut: boolean; ways: Way[] };

export type Refusal = { links: Broken[]; detail: string; mayBreak: unknown };

/** What is said of a request that has to be refused for the links that it would leave dead. */
export async function refusedForLinks(sent: Promise<unknown>): Promise<Refusal> {
  const error = await sent.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError) || error.problem?.code !== 'broken-links')
    throw new Error('it was not refused for its links', { cause: error });
  const { brokenLinks, detail, mayBreak } = error.problem;
  return { links: brokenLinks as Broken[], detail, mayBreak };
}

export const waysOf = ({ ways }: Broken): string[] => ways.map(({ by }) => by);
