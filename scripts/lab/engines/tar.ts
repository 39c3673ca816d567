import { createTar } from 'nanotar';

export type Files = Readonly<Record<string, Uint8Array | string>>;

/** The attributes of every file: its bytes depend on no owner and no clock, and programs are executable. */
const attrs = { mode: '755', uid: 0, gid: 0, mtime: 0, user: '', group: '' };

/** How much of a path a header holds, and the entry that GNU tar puts in front of a longer one. */
const MOST = 100;
const LONG_LINK = '././@LongLink';

/** An archive of regular files, in the order given, whose bytes depend on these alone. */
export function tar(files: Files): Buffer {
  const entries = Object.entries(files).flatMap(([name, data]) =>
    Buffer.byteLength(name) > MOST
      ? [
          { name: LONG_LINK, data: `${name}\0` },
          { name: name.slice(0, MOST), data },
        ]
      : [{ name, data }],
  );
  const archive = Buffer.from(createTar(entries, { attrs }));
  for (let at = archive.indexOf(LONG_LINK); at >= 0; at = archive.indexOf(LONG_LINK, at + 1)) {
    // The library writes the type of a file; the checksum is the sum of the header's bytes.
    const sum = Number.parseInt(archive.toString('latin1', at + 148, at + 156), 8);
    archive.write('L', at + 156);
    archive.write((sum + 'L'.charCodeAt(0) - '0'.charCodeAt(0)).toString(8), at + 148);
  }
  return archive;
}
