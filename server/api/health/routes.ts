import { healthSchema, type Health } from '../../../model/api/health.ts';
import { requirePermission } from '../../accounts/require-permission.ts';
import { noInput, sessionRoute, type Route } from '../route.ts';

const read = sessionRoute({
  method: 'GET',
  path: '/api/v1/health',
  operationId: 'readHealth',
  tag: 'Publishing',
  summary: 'How each part of the installation is, and what to do about it',
  description:
    'As `stillpress doctor` sees it, without what takes longer: files and certificates. For those who may look after jobs. Probes of machines ask /healthz and /readyz.',
  input: noInput,
  success: { status: 200, description: 'As it is now.', schema: healthSchema },
  errors: ['not-allowed'],
  handle: async ({ deps: { authoring, health }, session }) => {
    requirePermission(session.actor, 'job.manage', { kind: 'installation' });
    const components = await health.examine();
    return { body: { state: worstOf(components), checkedAt: authoring.now().toISOString(), components } };
  },
});

function worstOf(components: Health['components']): Health['state'] {
  return (['fail', 'warn'] as const).find((state) => components.some((each) => each.state === state)) ?? 'ok';
}

export const healthRoutes: readonly Route[] = [read];
