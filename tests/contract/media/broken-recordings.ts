import { box, element, mp3Bytes, mp4Bytes, RECORDINGS, wavBytes } from '../../support/media/recordings.ts';
import type { HostileFile } from './hostile-files.ts';

const DAMAGED = ['media-damaged'];
const TAKEN = ['taken'];
const ZEROS = Buffer.alloc(50);
const MOST = 0xff_ff_ff_ff;

/** Sounds and videos: whole, cut off, with nothing behind their beginning, and with lengths that are not true. */
export function brokenRecordings(): HostileFile[] {
  return [...whole(), ...cutOff(), ...beginnings(), ...lies()];
}

function whole(): HostileFile[] {
  const { webm } = RECORDINGS;
  const wav = wavBytes();
  return [
    ...Object.entries(RECORDINGS).map(([extension, bytes]) => file(`whole.${extension}`, bytes, TAKEN)),
    file('tagged.mp3', mp3Bytes({ label: 'x'.repeat(9_000) }), TAKEN),
    file('untagged.mp3', mp3Bytes().subarray(10), TAKEN),
    file('said.mp3', mp3Bytes({ said: 4 * 417 }), TAKEN),
    file(
      'padded.mp3',
      joined(mp3Bytes().subarray(0, 10), Buffer.alloc(3_000), mp3Bytes().subarray(10)),
      TAKEN,
    ),
    file(
      'piped.wav',
      patched(patched(wav, { at: 4, value: MOST }), { at: wav.indexOf('data') + 4, value: MOST }),
      TAKEN,
    ),
    file('noted.wav', joined(wav, Buffer.from('notes')), TAKEN),
    file(
      'live.webm',
      joined(
        webm.subarray(0, segmentSizeAt()),
        Buffer.from([0x7f, 0xff]),
        webm.subarray(segmentSizeAt() + 2),
      ),
      TAKEN,
    ),
  ];
}

/** Neither an MP3 that says nothing of its length nor a FLAC has an end that could be seen to be missing. */
function cutOff(): HostileFile[] {
  const { flac, m4a, mp4, ogg, wav, webm } = RECORDINGS;
  const mp3 = mp3Bytes({ frames: 40, said: 40 * 417 });
  const parts = Object.entries({ m4a, mp3, mp4, ogg, wav, webm }).flatMap(([extension, bytes]) =>
    [0.3, 0.6, 0.9].map((part) =>
      file(`part-${part}.${extension}`, bytes.subarray(0, Math.floor(bytes.length * part))),
    ),
  );
  return [...parts, file('part.flac', flac.subarray(0, 30))];
}

function beginnings(): HostileFile[] {
  return [
    file('head.wav', wavBytes().subarray(0, 16)),
    file('zeros.wav', joined(wavBytes().subarray(0, 12), ZEROS)),
    file('silent.wav', wavBytes(0)),
    file('zeros.mp4', joined(mp4Bytes('isom').subarray(0, 20), ZEROS)),
    file('zeros.m4a', joined(mp4Bytes('M4A ').subarray(0, 20), ZEROS)),
    file('no-index.mp4', joined(mp4Bytes('isom').subarray(0, 20), box('mdat', ZEROS))),
    file('empty-index.mp4', joined(mp4Bytes('isom').subarray(0, 20), box('moov', ZEROS), box('mdat', ZEROS))),
    file('no-film.mp4', mp4Bytes('isom', Buffer.alloc(0))),
    file('zeros.mp3', joined(Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), ZEROS)),
    file('one-frame.mp3', mp3Bytes({ frames: 1 })),
    file('ones.mp3', joined(Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), Buffer.alloc(300_000, 0xff))),
    file('zeros.ogg', joined(Buffer.from('OggS'), ZEROS)),
    file('many-heads.ogg', Buffer.alloc(200_000, 'OggS')),
    file('zeros.flac', joined(Buffer.from('fLaC'), ZEROS)),
    file('no-frame.flac', RECORDINGS.flac.subarray(0, 42)),
    file('no-sound.flac', joined(RECORDINGS.flac.subarray(0, 42), ZEROS)),
    file('zeros.webm', joined(element('1a45dfa3', element('4282', Buffer.from('webm'))), ZEROS)),
    file(
      'no-film.webm',
      joined(
        element('1a45dfa3', element('4282', Buffer.from('webm'))),
        element('18538067', element('1654ae6b', ZEROS)),
      ),
    ),
  ];
}

function lies(): HostileFile[] {
  const { mp4, ogg, webm } = RECORDINGS;
  const wav = wavBytes();
  return [
    file('long-riff.wav', patched(wav, { at: 4, value: wav.length })),
    file('long-data.wav', patched(wav, { at: wav.indexOf('data') + 4, value: wav.length })),
    file('long-tag.mp3', joined(Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1'), mp3Bytes())),
    file('long-box.mp4', patched(mp4, { at: mp4.indexOf('mdat') - 4, value: 0x7f_ff_00_00 })),
    file('tiny-box.mp4', patched(mp4, { at: mp4.indexOf('moov') - 4, value: 0x02_00_00_00 })),
    file('long-track.mp4', patched(mp4, { at: mp4.indexOf('trak') - 4, value: 0xff_00_00_00 })),
    file('sum.ogg', patched(ogg, { at: ogg.length - 8, value: 1 })),
    file('first-sum.ogg', patched(ogg, { at: 36, value: 1 })),
    file('long-segment.webm', Buffer.from(webm).fill(0x7e, segmentSizeAt(), segmentSizeAt() + 1)),
  ];
}

function file(name: string, bytes: Buffer, ends: readonly string[] = DAMAGED): HostileFile {
  return { name, bytes, ends };
}

function joined(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}

function patched(bytes: Buffer, { at, value }: { at: number; value: number }): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt32LE(value, at);
  return changed;
}

function segmentSizeAt(): number {
  return RECORDINGS.webm.indexOf(Buffer.from('18538067', 'hex')) + 4;
}
