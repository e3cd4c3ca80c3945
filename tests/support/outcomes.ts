/** What came of several things tried at once: the results of those that went well, and the errors of the others. */
export async function outcomes<T>(attempts: readonly Promise<T>[]): Promise<{ won: T[]; lost: unknown[] }> {
  const settled = await Promise.allSettled(attempts);
  return {
    won: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    lost: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  };
}
