/** In the configuration, where Astro looks for them. */
export const redirects = { '/old-home/': '/', '/old-list/': '/newest/2/' };
