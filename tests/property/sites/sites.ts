import type { SiteProfile } from './site-profile.ts';
import { starterSite } from './starter.ts';
import { tortureSite } from './torture.ts';

export const SITES: Readonly<Record<string, SiteProfile>> = { torture: tortureSite, starter: starterSite };
