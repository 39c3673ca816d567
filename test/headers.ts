/** The headers of an answer of Docker 28.5.2. */
export const headers = {
  'api-version': '1.51',
  'content-type': 'application/json',
  'docker-experimental': 'false',
  ostype: 'linux',
  server: 'Docker/28.5.2 (linux)',
};
