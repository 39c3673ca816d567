/** The words on the command line are not what the command takes; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `docker-images-contract: the contract of Docker Engine API v1.49 GET /images/json

  docker-images-contract check PATH...      judge recordings: files or folders
  docker-images-contract check --host URL   judge a running engine: unix://, tcp://, http(s):// or npipe://; GET only
      --format FORMAT                       pretty (default), json, junit, sarif or github
      --output FILE                         where to print it instead of standard output
      --fail-on error|warning               what makes the exit status 1 (default: error)
      --rule ID=off|warning|error           the severity of a rule; can be repeated
      --baseline FILE                       findings that are accepted: not reported, not counted
      --write-baseline FILE                 write down all findings as such a file, which then do not count
      --coverage                            print which branches of the contract no exchange covers
      --min-coverage PERCENT                how much has to be covered, else the exit status is 1; prints it too
      --timeout SECONDS                     how long an engine may take for one answer (default: 60)
  docker-images-contract record --out DIR   ask a running engine, and write down what it answers
      --host URL                            default: DOCKER_HOST, else the local socket
      --timeout SECONDS
  docker-images-contract explain RULE       what a rule means, why, and how to mend what it finds
  docker-images-contract --help | --version

Exit status: 0 nothing found, 1 findings, 2 wrong usage, unreadable input, nothing judged, or no engine.
`;

/** What `read` gives; what it finds wrong with the words becomes a UsageError of the verb. */
export function fromWords<T>(verb: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${verb}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
