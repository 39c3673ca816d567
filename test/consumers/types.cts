import type { ImageManifestSummary, ImageSummary, paths } from 'docker-images-contract';
import type { EngineError, ImagesClient, ListImagesOptions } from 'docker-images-contract/client';
import type { Finding, Rule } from 'docker-images-contract/contract';
import type { MockEngine } from 'docker-images-contract/mock';
import type { ImageSummary as Old } from 'docker-images-contract/v1.43';

declare const image: ImageSummary;
declare const manifest: ImageManifestSummary;
type Query = NonNullable<paths['/images/json']['get']['parameters']['query']>;

const query: Query = { all: true };
const created: number = image.Created;
const os: string | undefined = manifest.Kind === 'image' ? manifest.ImageData.Platform.os : undefined;

// What `require` gives, written so that every kind of module takes it.
declare const client: typeof import('docker-images-contract/client');
declare const contract: typeof import('docker-images-contract/contract');
declare const standing: typeof import('docker-images-contract/mock');
declare const fixtures: typeof import('docker-images-contract/fixtures');

const options: ListImagesOptions = { timeout: 1000 };
const asked = async (): Promise<readonly number[]> => {
  const engine: MockEngine = standing.mockEngine({ images: fixtures.images.containerd });
  const one: ImagesClient = client.createImagesClient({ fetch: engine });
  one.use(contract.contractMiddleware('throw'));
  const { data } = await one.GET('/images/json', { params: { query } });
  return (data ?? (await client.listImages(query, { ...options, client: one }))).map(({ Size }) => Size);
};
const hint = (error: unknown): string | undefined => (error instanceof client.EngineError ? error.hint : undefined);
const status = ({ status }: EngineError): number | undefined => status;
const rules: readonly Rule['name'][] = contract.rules.map(({ name }) => name);
const findings: readonly Finding[] = fixtures.exchanges.flatMap((exchange) => contract.checkExchange(exchange));
const size = ({ VirtualSize }: Old): number | undefined => VirtualSize;
void [created, os, asked, hint, status, rules, findings, size];

// The types are there: an error of theirs is one.
// @ts-expect-error no such path
void (async (one: ImagesClient) => one.GET('/containers/json'));
// @ts-expect-error a number
void (async (): Promise<string> => (await client.listImages())[0]?.Size);
// @ts-expect-error no such rule
void ((rule: (typeof contract.rules)[number]['name']): boolean => rule === 'response/nothing');
