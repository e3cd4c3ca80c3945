import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  KeyRound,
  Link2Off,
  ListChecks,
  ScrollText,
  ShieldCheck,
  Signpost,
  UserRoundCog,
  Users,
  Webhook,
} from 'lucide-react';
import type { Way } from '../app/ways.ts';

/** `about`: what is done there, for who looks at all of them. */
type SettingsPlace = Way & { about: MessageDescriptor };

/** What is administered, in the order of the list beside it. */
export const SETTINGS_PLACES: readonly SettingsPlace[] = [
  {
    to: '/settings/redirects',
    label: msg`Redirects`,
    about: msg`Where addresses without a page lead`,
    Icon: Signpost,
  },
  {
    to: '/settings/links',
    label: msg`Broken links`,
    about: msg`Links on the site that lead nowhere`,
    Icon: Link2Off,
  },
  {
    to: '/settings/people',
    label: msg`People`,
    about: msg`Accounts, invites, who has which role`,
    Icon: Users,
    needs: 'user.read',
  },
  {
    to: '/settings/roles',
    label: msg`Roles`,
    about: msg`What people may do, in your own words`,
    Icon: UserRoundCog,
    needs: 'user.read',
  },
  {
    to: '/settings/sign-in-policy',
    label: msg`Sign-in policy`,
    about: msg`Who needs a second factor to sign in`,
    Icon: ShieldCheck,
    needs: 'sign-in-policy.change',
  },
  {
    to: '/settings/tokens',
    label: msg`API tokens`,
    about: msg`By which programs act in your name`,
    Icon: KeyRound,
  },
  {
    to: '/settings/webhooks',
    label: msg`Webhooks`,
    about: msg`Which other programs are told what happens`,
    Icon: Webhook,
    needs: 'webhook.manage',
  },
  {
    to: '/settings/audit',
    label: msg`Audit log`,
    about: msg`Who did what, and when`,
    Icon: ScrollText,
    needs: 'audit.read',
  },
  {
    to: '/settings/jobs',
    label: msg`Jobs`,
    about: msg`What is done in the background, and what failed`,
    Icon: ListChecks,
    needs: 'job.manage',
  },
];
