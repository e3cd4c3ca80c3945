import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { late } from '../ui/late.tsx';
import { ContentPage } from '../content/content-page.tsx';
import { readListChoice } from '../content/list-choice.ts';
import { isPanelName, type PanelName } from '../editor/panel-name.ts';
import { withWords } from '../i18n/i18n.ts';
import { FailurePage, NoSuchPage } from './dead-end.tsx';
import { SignedIn } from './signed-in.tsx';
import { textsIn } from './texts-in.ts';

/** Every address of the screen. What a route needs beyond the list is loaded when somebody goes there. */

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NoSuchPage,
  errorComponent: FailurePage,
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: late(withWords('rest', async () => (await import('../sign-in/owner-set-up.tsx')).OwnerSetUp)),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  component: late(withWords('rest', async () => (await import('../sign-in/mailed-link.tsx')).InvitePage)),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: late(withWords('rest', async () => (await import('../sign-in/mailed-link.tsx')).ResetPage)),
});

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const start = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: late(withWords('rest', async () => (await import('../dashboard/dashboard.tsx')).Dashboard)),
});
const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: late(withWords('rest', async () => (await import('../account/account.tsx')).Account)),
});
const single = createRoute({
  getParentRoute: () => signedIn,
  path: '/single/$collection',
  component: late(withWords('rest', async () => (await import('../settings/single-page.tsx')).SinglePage)),
});

/** Where most of the work begins: it is there with the frame. The list and its choices stand in the address: a reload, a bookmark and the way back bring them again. */
const content = createRoute({
  getParentRoute: () => signedIn,
  path: '/content/$collection',
  validateSearch: readListChoice,
  component: ContentPage,
});

/** `locale`: of what is about to be begun. */
type EditorSearch = { panel?: PanelName; locale?: string };

const editor = createRoute({
  getParentRoute: () => signedIn,
  path: '/content/$collection/$entryId',
  validateSearch: ({ locale, panel }): EditorSearch => ({
    ...(isPanelName(panel) && { panel }),
    ...(typeof locale === 'string' && { locale }),
  }),
  component: late(withWords('editor', async () => (await import('../editor/editor-page.tsx')).EditorPage)),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: late(
    withWords('rest', async () => (await import('../settings/settings-frame.tsx')).SettingsFrame),
  ),
});
const settingsOverview = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: late(
    withWords('rest', async () => (await import('../settings/settings-overview.tsx')).SettingsOverview),
  ),
});
const redirects = createRoute({
  getParentRoute: () => settings,
  path: '/redirects',
  component: late(
    withWords('rest', async () => (await import('../settings/redirects/redirects-page.tsx')).RedirectsPage),
  ),
});
const links = createRoute({
  getParentRoute: () => settings,
  path: '/links',
  component: late(
    withWords('rest', async () => (await import('../settings/links/links-page.tsx')).LinksPage),
  ),
});
const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  component: late(
    withWords('rest', async () => (await import('../settings/people/people-page.tsx')).PeoplePage),
  ),
});
const roles = createRoute({
  getParentRoute: () => settings,
  path: '/roles',
  component: late(
    withWords('rest', async () => (await import('../settings/people/roles-page.tsx')).RolesPage),
  ),
});
const tokens = createRoute({
  getParentRoute: () => settings,
  path: '/tokens',
  component: late(
    withWords('rest', async () => (await import('../settings/tokens/tokens-page.tsx')).TokensPage),
  ),
});
const webhooks = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks',
  component: late(
    withWords('rest', async () => (await import('../settings/webhooks/webhooks-page.tsx')).WebhooksPage),
  ),
});
const webhook = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks/$webhookId',
  component: late(
    withWords('rest', async () => (await import('../settings/webhooks/webhook-page.tsx')).WebhookPage),
  ),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: textsIn(['actor', 'action', 'subject', 'from', 'to']),
  component: late(
    withWords('rest', async () => (await import('../settings/audit/audit-page.tsx')).AuditPage),
  ),
});
const jobs = createRoute({
  getParentRoute: () => settings,
  path: '/jobs',
  component: late(withWords('rest', async () => (await import('../settings/jobs/jobs-page.tsx')).JobsPage)),
});
const signInPolicy = createRoute({
  getParentRoute: () => settings,
  path: '/sign-in-policy',
  component: late(
    withWords('rest', async () => (await import('../settings/sign-in-policy-page.tsx')).SignInPolicyPage),
  ),
});

const oldSignInPolicy = createRoute({
  getParentRoute: () => signedIn,
  path: '/sign-in-policy',
  beforeLoad: () => {
    redirect({ to: '/settings/sign-in-policy', replace: true, throw: true });
  },
});
const media = createRoute({
  getParentRoute: () => signedIn,
  path: '/media',
  validateSearch: textsIn(['q', 'kind', 'use', 'alt', 'tag', 'file']),
  component: late(withWords('rest', async () => (await import('../media/media-page.tsx')).MediaPage)),
});

const bundles = createRoute({
  getParentRoute: () => signedIn,
  path: '/bundles',
  component: late(withWords('rest', async () => (await import('../bundles/bundles-page.tsx')).BundlesPage)),
});
const bundle = createRoute({
  getParentRoute: () => signedIn,
  path: '/bundles/$bundleId',
  component: late(withWords('rest', async () => (await import('../bundles/bundle-page.tsx')).BundlePage)),
});
const releases = createRoute({
  getParentRoute: () => signedIn,
  path: '/releases',
  component: late(
    withWords('rest', async () => (await import('../releases/releases-page.tsx')).ReleasesPage),
  ),
});

const schedules = createRoute({
  getParentRoute: () => signedIn,
  path: '/schedules',
  validateSearch: textsIn(['view', 'day']),
  component: late(
    withWords('rest', async () => (await import('../schedules/schedules-page.tsx')).SchedulesPage),
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    setUp,
    invite,
    reset,
    signedIn.addChildren([
      start,
      content,
      editor,
      media,
      bundles,
      bundle,
      releases,
      schedules,
      account,
      single,
      settings.addChildren([
        settingsOverview,
        redirects,
        links,
        people,
        roles,
        signInPolicy,
        tokens,
        webhooks,
        webhook,
        audit,
        jobs,
      ]),
      oldSignInPolicy,
    ]),
  ]),
  basepath: '/admin',
  defaultPreload: 'intent',
  scrollRestoration: true,
  trailingSlash: 'preserve',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
