import { isAlive, type InstallationStatus } from '../installation-status.ts';
import { describeHeldSite } from '../held-site.ts';
import { fail, ok, warn, worstOf } from './finding.ts';
import type { Check, Finding } from './finding.ts';

/** What the process that publishes says of itself. */
export type PublisherSeen = {
  isPublishing: boolean;
  problem: { message: string; since: string } | null;
  templateProblem: { message: string } | null;
  alarms: readonly { path: string }[];
};

/** Of some pages at random: which are not what they were released as. */
export type SampledFiles = { looked: number; different: readonly string[] };

export function checkPublisher(
  readStatus: () => Promise<InstallationStatus>,
  seen: () => PublisherSeen,
): Check {
  return {
    check: 'publisher',
    look: async () => {
      const { behind, leader, pin, withheld } = await readStatus();
      const { isPublishing, problem } = seen();
      const doubts: Finding[] = [];
      if (problem !== null)
        doubts.push(
          fail(
            `it could not publish since ${problem.since}: ${firstLine(problem.message)}`,
            '"stillpress status" says the whole of it.',
          ),
        );
      if (!isPublishing && !isAlive(leader))
        doubts.push(
          behind > 0
            ? fail(
                `none runs here, and ${behind} publications wait`,
                'Start "stillpress worker", or "stillpress start".',
              )
            : warn(
                'none runs here',
                'Start "stillpress worker" where nothing else publishes to this target.',
              ),
        );
      if (pin !== null)
        doubts.push(
          warn(`the site is held ${describeHeldSite(pin)}`, '"stillpress release resume" brings what waits.'),
        );
      if (withheld.length > 0)
        doubts.push(
          warn(
            `${withheld.length} publications are held back`,
            '"stillpress status" names each, with the page and the message of its template.',
          ),
        );
      const where = leader === null ? 'runs' : `runs as ${leader.process}`;
      return worstOf(doubts, {
        otherwise: `${where}, ${behind === 0 ? 'nothing waits' : `${behind} behind`}`,
      });
    },
  };
}

export function checkTemplates(
  readStatus: () => Promise<InstallationStatus>,
  seen: () => PublisherSeen,
): Check {
  return {
    check: 'templates',
    look: async () => {
      const { templateBuild } = await readStatus();
      const { alarms, templateProblem } = seen();
      const doubts: Finding[] = [];
      if (templateProblem !== null)
        doubts.push(
          fail(
            `as they are now they are not used: ${firstLine(templateProblem.message)}`,
            'Mend what it names: pages are made with the ones before until then.',
          ),
        );
      if (alarms.length > 0)
        doubts.push(
          warn(
            `${alarms.length} pages were not what their templates make, such as ${alarms[0]?.path}`,
            '"stillpress verify" looks at all pages, "stillpress rebuild" makes them again.',
          ),
        );
      if (templateBuild === null)
        return warn(
          'nothing has been released with any yet',
          'Start "stillpress worker", or "stillpress start".',
        );
      return worstOf(doubts, { otherwise: templateBuild.slice(0, 12) });
    },
  };
}

export function checkTarget(
  readStatus: () => Promise<InstallationStatus>,
  sample: (status: InstallationStatus) => Promise<SampledFiles | null>,
): Check {
  return {
    check: 'target',
    look: async () => {
      const status = await readStatus();
      const { applied, target } = status;
      if (applied === null)
        return warn('nothing has been released yet', 'Start "stillpress worker", or "stillpress start".');
      const place = target.kind === 'disk' ? target.root : target.bucket;
      if (target.kind === 'disk' && target.live === null)
        return fail(
          `${place} has no live tree`,
          '"stillpress rebuild" makes it again, if visitors read this folder.',
        );
      const sampled = await sample(status);
      if (sampled === null) return ok(`${place}, publication ${applied.seq}`);
      const { different, looked } = sampled;
      if (different.length > 0)
        return fail(
          `${different.length} of ${looked} files are not what was released, such as ${different[0]}`,
          '"stillpress verify" names them all, "stillpress rebuild" puts them right.',
        );
      return ok(`${place}, publication ${applied.seq}, ${looked} files at random are as released`);
    },
  };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
