/** What a file is by how it begins, for what is not told by its JSON. */

/** A HAR, if `log` comes first: with a member that HAR 1.2 or Polly.JS knows. One that begins otherwise is told when parsed. */
const HAR =
  /^[ \t\r\n]*\{[ \t\r\n]*"log"[ \t\r\n]*:[ \t\r\n]*\{[ \t\r\n]*"(?:version|creator|browser|pages|entries|comment|_recordingName)"/;

/** A text of curl: its command, the status line of `-i`, or what `-v` says. */
const CURL = /^(?:(?:[$#%>] ?)?curl |HTTP\/\d|[*<>] )/;

/** YAML that is no JSON: a document or directive, or a member. */
const YAML = /^(?:---|%YAML|[\w-]+:(?:[ \r\n]|$))/;

/** The first line that is neither blank nor a comment. */
const LINE = /^(?!\s*(?:#|$)).*/m;

const lineOf = (head: Buffer): string => LINE.exec(head.toString('latin1', 0, 1024))?.[0] ?? '';

/** A zip begins with a file, or with the end of its list when it has none. */
const ZIP = ['PK\x03\x04', 'PK\x05\x06'];

export const beginsHar = (head: Buffer): boolean => HAR.test(head.toString('latin1', 0, 1024));
export const beginsCurl = (head: Buffer): boolean => CURL.test(head.toString('latin1', 0, 1024).trimStart());
export const beginsYaml = (head: Buffer): boolean => YAML.test(lineOf(head));
export const beginsZip = (head: Buffer): boolean => ZIP.includes(head.toString('latin1', 0, 4));
