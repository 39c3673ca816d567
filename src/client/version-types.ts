import type { Client } from 'openapi-fetch';
import type { AnyVersion, Versions } from '../../generated/types/versions.js';

/**
 * What is asked and answered at an API version such as `'1.43'`; what any may be, when it is not known beforehand, as with
 * `'negotiate'`.
 *
 * @example
 * import type { AtApiVersion } from 'docker-images-contract/client';
 *
 * const isDangling = ({ RepoTags }: AtApiVersion<'negotiate'>['ImageSummary']) => !RepoTags?.length;
 */
export type AtApiVersion<Version extends string> = Version extends keyof Versions ? Versions[Version] : AnyVersion;

/**
 * An openapi-fetch client for this endpoint: at v1.49, or at another API version by its number.
 *
 * @example
 * import { type ImagesClient } from 'docker-images-contract/client';
 *
 * const ask = (client: ImagesClient) => client.GET('/images/json');
 * const names = async (client: ImagesClient<'1.42'>) => (await client.GET('/images/json')).data?.[0]?.RepoTags ?? [];
 */
export type ImagesClient<Version extends string = '1.49'> = Client<AtApiVersion<Version>['paths']>;
