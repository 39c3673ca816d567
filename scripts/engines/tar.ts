import { createTar } from 'nanotar';

export type Files = Readonly<Record<string, Uint8Array | string>>;

/** The attributes of every file: its bytes depend on no owner and no clock, and programs are executable. */
const attrs = { mode: '755', uid: 0, gid: 0, mtime: 0, user: '', group: '' };

/** An archive of regular files, in the order given, whose bytes depend on these alone. */
export function tar(files: Files): Buffer {
  const long = Object.keys(files).find((path) => Buffer.byteLength(path) > 100);
  if (long !== undefined) throw new RangeError(`tar: path over 100 bytes: ${long}`);
  return Buffer.from(
    createTar(
      Object.entries(files).map(([name, data]) => ({ name, data })),
      { attrs },
    ),
  );
}
