import { apiVersions } from '../contract/version.js';

/** The words on the command line are not what the command takes; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What each verb takes and does, within 80 columns. */
const verbs: Readonly<Record<string, string>> = {
  check: `docker-images-contract check [PATH...]
  Judges recorded answers: files, folders, or - for standard input.
  Without PATH it asks a running engine, by GET alone, and judges the answers.

  --host URL                   the engine: unix://, tcp://, http(s)://, npipe://
                               (default: the one that the docker command asks)
  --api-version 1.NN           the API version to ask at (default: 1.49, or the
                               engine's newest when that is older); of PATH, the
                               version of exchanges that do not say theirs
  --session                    judge all exchanges as one session: answers of
                               one engine whose images did not change
  --timeout SECONDS            how long one answer may take (default: 60)
  --max-body BYTES             how long one answer may be (default: 268435456)
  --format FORMAT[=FILE]       pretty (default), json, junit, sarif or github;
                               can be repeated, each with a FILE of its own
  --output FILE                where the report goes that has no FILE
  --fail-on error|warning      what makes the exit status 1 (default: error)
  --rule ID=off|warning|error  the severity of a rule; can be repeated
  --baseline FILE              findings that are accepted: neither reported nor
                               counted
  --write-baseline FILE        write all findings down as such a file
  --coverage                   print what of the contract no exchange shows
  --min-coverage PERCENT       the same; exit status 1 when less is shown
`,
  record: `docker-images-contract record --out DIR
  Asks a running engine, by GET alone, and writes each answer to a file in DIR.

  --host URL                   the engine: unix://, tcp://, http(s)://, npipe://
                               (default: the one that the docker command asks)
  --api-version 1.NN           the API version to ask at (default: 1.49, or the
                               engine's newest when that is older)
  --timeout SECONDS            how long one answer may take (default: 60)
  --max-body BYTES             how long one answer may be (default: 268435456)
  --redact PATTERN             hide this text, anywhere and in any case, where *
                               stands for any letters, digits and . _ - + ~;
                               can be repeated

  Recordings keep names of registries, and labels with whatever is in them, such
  as tokens, e-mail and IP addresses. User info in URLs is hidden.
`,
  serve: `docker-images-contract serve --listen URL
  Stands in for Docker 28.5.2 with the images of a recording: filters, cuts
  names and refuses as that engine does, at API v1.24 to v1.51.

  --listen URL                 unix://PATH or tcp://HOST:PORT; port 0 takes any
  --from PATH                  recordings with a list of all images, or such a
                               list (default: some images of every kind)
  --store containerd|graphdriver
                               how it keeps them (default: what they show)
`,
  explain: `docker-images-contract explain [RULE]
  Says what a rule means, why it is there, and how to mend what it finds.
  Without RULE it lists all rules.
`,
  help: `docker-images-contract help [VERB]   -h  --help
docker-images-contract --version   -v
`,
};

const HEAD = `docker-images-contract: the contract of Docker Engine API
GET /images/json, v${apiVersions[0]} to v${apiVersions.at(-1)}, as a check
`;

const STATUS = `Exit status: 0 nothing found, 1 findings, 2 wrong usage, input that cannot be
read, nothing judged, or no engine.
`;

/** The help for one verb, or for all. */
export function help(words: readonly string[]): string {
  const [verb, ...rest] = words;
  if (verb === undefined) return [HEAD, ...Object.values(verbs), STATUS].join('\n');
  const text = Object.hasOwn(verbs, verb) && rest.length === 0 ? verbs[verb] : undefined;
  if (text !== undefined) return text;
  throw new UsageError(
    `help: expected one of ${Object.keys(verbs).join(', ')}, found ${JSON.stringify(words.join(' '))}`,
  );
}

/** What `read` gives; what it finds wrong with the words becomes a UsageError of the verb. */
export function fromWords<T>(verb: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${verb}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
