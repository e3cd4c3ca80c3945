/** What the authoring UI asks for before anything else. The others are loaded with what asks for them. */
export const FIRST_ADDRESSES = {
  readSession: 'GET /api/v1/session',
  signOut: 'DELETE /api/v1/session',
  readContentModel: 'GET /api/v1/content-model',
  listEntries: 'GET /api/v1/entries',
  countEntries: 'GET /api/v1/entries/count',
  readEntry: 'GET /api/v1/entries/:id',
  readMedia: 'GET /api/v1/media/:id',
  listPresence: 'GET /api/v1/entries/:id/presence',
  readPublishingStatus: 'GET /api/v1/publishing',
  readPreferences: 'GET /api/v1/profile/preferences',
} as const;
