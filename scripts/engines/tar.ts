/** Tar archives whose bytes depend on their files alone: no owner, no clock, no file system. */

export type Files = Readonly<Record<string, Uint8Array | string>>;

const block = 512;

/** An archive of regular files, in the order given; programs among them are executable. */
export function tar(files: Files): Buffer {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const bytes = Buffer.from(content);
    return [header(path, bytes.length), bytes, Buffer.alloc(-bytes.length & (block - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** A ustar header: each field at its offset, numbers in octal. */
function header(path: string, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  const fields: readonly [offset: number, text: string][] = [
    [0, path],
    [100, octal(0o755, 7)],
    [108, octal(0, 7)],
    [116, octal(0, 7)],
    [124, octal(size, 11)],
    [136, octal(0, 11)],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\u000000'],
  ];
  if (Buffer.byteLength(path) > 100) throw new RangeError(`tar: path over 100 bytes: ${path}`);
  for (const [offset, text] of fields) bytes.write(text, offset);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 6)}\0 `, 148);
  return bytes;
}
