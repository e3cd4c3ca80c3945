import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async () => (await api.listUsers()).body.users,
});

export const invitesQuery = queryOptions({
  queryKey: ['users', 'invites'],
  queryFn: async () => (await api.listInvites()).body.invites,
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: async () => (await api.listRoles()).body.roles,
});
