import { readyNode } from './ready-node.mjs';
import { readyPackages } from './ready-packages.mjs';
import { SetupError, explainFailure } from './setup-error.mjs';

/**
 * Brings a fresh or half-made checkout to where its programs can run; does nothing, silently, when it is there already.
 *
 * @returns {Promise<string>} The Node to run them with.
 */
export async function makeReady() {
  try {
    const node = await readyNode();
    await readyPackages(node);
    return node;
  } catch (error) {
    if (error instanceof SetupError || !(error instanceof Error)) throw error;
    const advice = explainFailure(error.message);
    if (advice === null) throw error;
    throw new SetupError(`${error.message}\n${advice}`);
  }
}
