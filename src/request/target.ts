/** Path and query of a URL, or of a path, as they stand there: `new URL` would mend what is to be judged. */
export const targetOf = (url: string): string =>
  url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
