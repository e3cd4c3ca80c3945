/**
 * Tells of a step on one line of standard error, with the time it took: standard output belongs to the program that is being made ready.
 *
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const startedAt = Date.now();
  process.stderr.write(`Setup: ${what} … `);
  try {
    const result = await work();
    process.stderr.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}
