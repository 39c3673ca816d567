import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part, Side } from '../part.js';
import { node, root } from '../program.js';

const [OURS, NOTHING, DOCKERODE, SDK] = ['this package', 'an empty program', 'dockerode', '`@docker/node-sdk`'];

/** A program that lists the images of the engine, by column. */
const programs: Readonly<Record<string, string>> = {
  [NOTHING]: 'export {};',
  [OURS]: `import { listImages } from 'docker-images-contract/client';
export const names = (await listImages({ all: true })).flatMap(({ RepoTags }) => RepoTags);`,
  [DOCKERODE]: `import Docker from 'dockerode';
export const names = (await new Docker().listImages({ all: true })).flatMap(({ RepoTags }) => RepoTags ?? []);`,
  [SDK]: `import { DockerClient } from '@docker/node-sdk';
const client = await DockerClient.fromDockerConfig();
export const names = (await client.imageList({ all: true })).flatMap(({ RepoTags }) => RepoTags ?? []);`,
};

export const types: Part = {
  name: 'types',
  title: 'Type checking a program that lists images',
  text: 'A process of `tsc` each, `strict` and with `skipLibCheck` as `tsc --init` writes it, with the types of Node, on a program of two lines.',
  rows: [{ name: 'two lines' }],
  columns: Object.keys(programs),
  comparisons: [DOCKERODE, SDK].flatMap((theirs) =>
    (['time', 'memory'] as const).map((by) => ({ by, ours: OURS, theirs })),
  ),
  run: (_, { folder, peers }) => ({
    sides: Object.fromEntries(
      Object.entries(programs).map(([name, text], index): [string, Side] => {
        const project = join(folder, `${index}`);
        mkdirSync(project);
        if (name === DOCKERODE || name === SDK)
          symlinkSync(join(peers.folder, 'node_modules'), join(project, 'node_modules'));
        else installed(project);
        writeFileSync(join(project, 'program.mts'), text);
        writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.mts'] }));
        return [name, node('node_modules/typescript/bin/tsc', '-p', project)];
      }),
    ),
  }),
};

const compilerOptions = {
  ...{ module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: true, esModuleInterop: true },
  ...{ types: ['node'], noEmit: true },
};

/** This package in a project, with the types of Node. */
function installed(project: string): void {
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  symlinkSync(join(root, 'node_modules/@types'), join(project, 'node_modules/@types'));
}
