import { type Choice, queryOf, targetOf } from './choice.js';

/** A request in each language that the page shows it in. */
export const snippets: Readonly<Record<string, (choice: Choice) => string>> = {
  curl: (choice) => `curl --unix-socket /var/run/docker.sock \\\n  ${shell(`http://localhost${targetOf(choice)}`)}`,
  typescript,
  python,
  go,
};

/** A word of a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function typescript(choice: Choice): string {
  const query = queryOf(choice);
  const asked = Object.keys(query).length > 0 ? literal(query, '') : '{}';
  return [
    "import { listImages } from 'docker-images-contract/client';",
    '',
    `const images = await listImages(${asked}, { apiVersion: '${choice.apiVersion}' });`,
    'for (const { Id, RepoTags } of images) console.log(Id, RepoTags);',
  ].join('\n');
}

/** A value as a literal of TypeScript, a member a line; keys are quoted where they must be. */
function literal(value: unknown, indent: string): string {
  if (value === null || typeof value !== 'object') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(', ')}]`;
  const inner = `${indent}  `;
  const members = Object.entries(value).map(([key, one]) => {
    const name = /^[a-z_$][\w$]*$/i.test(key) && key !== '__proto__' ? key : property(key);
    return `${inner}${name}: ${literal(one, inner)},\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

const quoted = (value: unknown): string =>
  typeof value === 'string'
    ? `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : String(value);

/** A key in quotes; in brackets where it would set the prototype. */
const property = (key: string): string => (key === '__proto__' ? `['${key}']` : quoted(key));

function python(choice: Choice): string {
  const { parameters, filters, spelling, apiVersion } = choice;
  const { all, ...others } = parameters;
  const isPlain = Object.keys(others).length === 0 && spelling === 'lists';
  const head = ['import docker', '', `client = docker.from_env(version="${apiVersion}").api`];
  if (isPlain) {
    const words = [
      ...(all === undefined ? [] : ['all=True']),
      ...(Object.keys(filters).length > 0 ? [`filters=${pythonic(filters)}`] : []),
    ];
    return [...head, `images = client.images(${words.join(', ')})`, ...PRINT].join('\n');
  }
  // docker-py has no words for the rest: the session underneath takes any query.
  const query = Object.entries(queryOf(choice)).map(([name, value]) =>
    name === 'filters'
      ? `    "filters": json.dumps(${pythonic(value)}),`
      : `    ${JSON.stringify(name)}: ${JSON.stringify(value === true ? 'true' : value)},`,
  );
  return [
    ...['import json', '', ...head],
    `response = client.get(f"{client.base_url}/v${apiVersion}/images/json", params={`,
    ...query,
    '})',
    ...['response.raise_for_status()', 'images = response.json()', ...PRINT],
  ].join('\n');
}

/** A value as a literal of Python, whose texts are those of JSON. */
function pythonic(value: unknown): string {
  if (value === true) return 'True';
  if (Array.isArray(value)) return `[${value.map(pythonic).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${pythonic(one)}`)
    .join(', ')}}`;
}

const PRINT = ['for image in images:', '    print(image["Id"], image["RepoTags"])'];

/** The options of Moby's client for Go, by parameter. */
const fields: Readonly<Record<string, string>> = {
  all: 'All',
  'shared-size': 'SharedSize',
  manifests: 'Manifests',
  identity: 'Identity',
};

function go({ apiVersion, parameters, filters }: Choice): string {
  const names = Object.keys(parameters);
  const chain = Object.entries(filters).map(
    ([key, values]) => `.Add(${[key, ...values].map((text) => JSON.stringify(text)).join(', ')})`,
  );
  const options = [
    ...names.filter((name) => fields[name]).map((name) => `${fields[name]}: true,`),
    ...(chain.length > 0 ? [`Filters: make(client.Filters)${chain.join('')},`] : []),
  ];
  const missing = names.filter((name) => !fields[name]).map((name) => `// The client has no option for ${name}.`);
  return [
    ...missing,
    'package main',
    '',
    ...['import (', '\t"context"', '\t"fmt"', '', '\t"github.com/moby/moby/client"', ')', ''],
    'func main() {',
    `\tapi, err := client.New(client.FromEnv, client.WithAPIVersion("${apiVersion}"))`,
    '\tif err != nil {\n\t\tpanic(err)\n\t}',
    `\timages, err := api.ImageList(context.Background(), client.ImageListOptions{${options.length > 0 ? `\n${options.map((one) => `\t\t${one}\n`).join('')}\t` : ''}})`,
    '\tif err != nil {\n\t\tpanic(err)\n\t}',
    '\tfor _, image := range images.Items {\n\t\tfmt.Println(image.ID, image.RepoTags)\n\t}',
    '}',
  ].join('\n');
}
