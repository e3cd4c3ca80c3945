import { firstApi as api } from '../api/first-api.ts';

/** The next page load knows nothing of what this one has read. */
export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    location.assign('/admin/');
  }
}
