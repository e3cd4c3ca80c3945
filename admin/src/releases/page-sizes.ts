/** What one request brings of the releases, and of the publications. */
export const RELEASES_PER_PAGE = 30;
export const PUBLICATIONS_PER_PAGE = 100;
