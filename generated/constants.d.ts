// Made by `npm run generate` from openapi/images-json.yaml; do not edit.
/**
 * The API version that the contract describes.
 *
 * @example
 * import { apiVersion } from 'docker-images-contract/contract';
 *
 * const path = '/v' + apiVersion + '/images/json';
 */
export declare const apiVersion: "1.49";
/** The query parameters of the operation. */
export declare const parameters: readonly ["all", "filters", "shared-size", "manifests", "digests"];
/**
 * The keys of `filters`.
 *
 * @example
 * import { filterKeys } from 'docker-images-contract/contract';
 *
 * const keys: readonly string[] = filterKeys;
 */
export declare const filterKeys: readonly ["before", "dangling", "label", "label!", "reference", "since", "until"];
/**
 * The kinds of manifests.
 *
 * @example
 * import { imageKinds } from 'docker-images-contract/contract';
 *
 * const kinds: readonly string[] = imageKinds;
 */
export declare const imageKinds: readonly ["image", "attestation", "unknown"];
/** The content types of the answers, by status. */
export declare const contentTypes: { readonly "200": readonly ["application/json"]; readonly "400": readonly ["application/json", "text/plain"]; readonly "403": readonly ["application/json"]; readonly "404": readonly ["application/json"]; readonly "500": readonly ["application/json"]; readonly "503": readonly ["application/json"] };
