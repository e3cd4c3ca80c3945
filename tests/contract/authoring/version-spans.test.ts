import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { readVersion } from '../../../server/authoring/read-version.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

describe.each(DIALECTS)('the versions of one sitting on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  /** The newest first. */
  async function titles({ id: entryId }: EntryDetails): Promise<unknown[]> {
    const { versions } = await listVersions(desk.context, { ...desk.call, entryId });
    const read = versions.map(({ id: versionId }) =>
      readVersion(desk.context, { ...desk.call, entryId, versionId }),
    );
    return (await Promise.all(read)).map(({ content }) => content['title']);
  }

  it('begin anew from time to time, however long the sitting', async () => {
    let entry = await desk.create({ title: 'At 0' });
    for (let minute = 5; minute <= 40; minute += 5) {
      desk.wait(5 * 60_000);
      entry = await desk.save(entry, { title: `At ${minute}` });
    }
    expect(await titles(entry)).toEqual(['At 40', 'At 25', 'At 10']);
  });

  it('keep what was wiped, and little more', async () => {
    const body = { markdown: 'A paragraph that somebody has thought about. '.repeat(20) };
    const written = await desk.create({ title: 'Written', body });
    const shorter = await desk.save(written, {
      title: 'Shorter',
      body: { markdown: body.markdown.slice(0, -100) },
    });
    const wiped = await desk.save(shorter, { title: 'Wiped', body: { markdown: 'Oops' } });
    await desk.save(wiped, { title: 'Wiped still' });
    expect(await titles(written)).toEqual(['Wiped still', 'Shorter']);
  });
});
