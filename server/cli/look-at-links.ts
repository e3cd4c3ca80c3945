import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { contentModel } from '../../site/content-model.ts';
import type { AuthoringContext } from '../authoring/authoring-context.ts';
import { AppError } from '../errors.ts';
import { planPublication } from '../publishing/plan/plan-publication.ts';
import { PROJECT_ROOT } from '../publishing/project-root.ts';
import { createPublicMedia } from '../public-media.ts';
import type { Installation } from './open-installation.ts';

/** What a use case needs to know which links it would leave dead: it is planned, on a copy of the pages of the process that publishes. Nobody knows where there are none. */
export function lookingAtLinks(
  installation: Installation,
): Pick<AuthoringContext, 'foreseeDeadLinks' | 'linkGate' | 'prove' | 'siteUrl'> {
  const { config } = installation;
  const look = async (changes: readonly PublicationChange[]): Promise<DeadLink[] | null> => {
    try {
      const { deadLinks } = await planPublication({
        ...installation,
        model: contentModel,
        media: createPublicMedia(config),
        projectRoot: PROJECT_ROOT,
        changes,
        render: true,
      });
      return deadLinks.flatMap(({ isNew, ...link }) => (isNew ? [link] : []));
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  };
  return { prove: look, foreseeDeadLinks: look, linkGate: config.linkGate, siteUrl: config.siteUrl };
}
