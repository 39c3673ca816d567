/** Hashes a string with two FNV-1a hashes. It only names things, and Web Crypto's digests are asynchronous. */
export function hashString(text: string): string {
  let left = 0x811c9dc5;
  let right = 0xc9dc5118;
  for (let index = 0; index < text.length; index++) {
    const codeUnit = text.charCodeAt(index);
    left = Math.imul(left ^ codeUnit, 0x01000193);
    right = Math.imul(right ^ codeUnit, 0x01000197);
  }
  return toHex(left) + toHex(right);
}

const toHex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
