import { preferencesSchema } from '../../../model/api/preferences.ts';
import { changePreferences, readPreferences } from '../../accounts/preferences.ts';
import { cookieRoute, noInput, type Route } from '../route.ts';
import { preferencesInput } from './schema.ts';

const PATH = '/api/v1/profile/preferences';
const TAG = 'Profile';

const read = cookieRoute({
  method: 'GET',
  path: PATH,
  operationId: 'readPreferences',
  tag: TAG,
  summary: 'How you want lists to look',
  input: noInput,
  success: {
    status: 200,
    description: 'Empty as long as you have chosen nothing.',
    schema: preferencesSchema,
  },
  errors: [],
  handle: async ({ deps, session }) => ({
    body: await readPreferences(deps.database, { userId: session.user.id }),
  }),
});

const change = cookieRoute({
  method: 'PUT',
  path: PATH,
  operationId: 'changePreferences',
  tag: TAG,
  summary: 'Choose how lists look',
  description: 'All of it, in place of what was there.',
  input: preferencesInput,
  success: { status: 200, description: 'As they are now.', schema: preferencesSchema },
  errors: [],
  handle: async ({ deps, input, session }) => ({
    body: await changePreferences(deps.database, { userId: session.user.id, preferences: input.body }),
  }),
});

export const preferenceRoutes: readonly Route[] = [read, change];
