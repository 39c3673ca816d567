/** What a file is by how it begins, for what is not told by its JSON. */

/** A HAR, if `log` comes first: with a member that HAR 1.2 or Polly.JS knows. One that begins otherwise is told when parsed. */
const HAR_START =
  /^[ \t\r\n]*\{[ \t\r\n]*"log"[ \t\r\n]*:[ \t\r\n]*\{[ \t\r\n]*"(?:version|creator|browser|pages|entries|comment|_recordingName)"/;

/** A text of curl: its command, the status line of `-i`, or what `-v` says. */
const CURL_START = /^(?:(?:[$#%>] ?)?curl |HTTP\/\d|[*<>] )/;

export const isHarStart = (head: Buffer): boolean => HAR_START.test(head.toString('latin1', 0, 1024));
export const isCurlStart = (head: Buffer): boolean => CURL_START.test(head.toString('latin1', 0, 1024).trimStart());
