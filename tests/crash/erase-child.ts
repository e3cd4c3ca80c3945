/** `erase-child.ts ROOT FILE HASH`: erases the file and the bytes. */
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';

const [root = '', file = '', hash = ''] = process.argv.slice(2);
const target = openDiskTarget({ root });
await target.erase({ files: [file], hashes: [hash] });
target.close();
