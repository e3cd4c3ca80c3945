/** In the configuration, where Astro looks for them. Nothing but a redirect leads to the last one's page. */
export const redirects = { '/old-home/': '/', '/old-list/': '/newest/2/', '/old-loop/': '/loop/f/' };
