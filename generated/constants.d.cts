// Made by `npm run generate` from openapi/images-json.yaml; do not edit.
/**
 * The API version of record, and the default.
 *
 * @example
 * import { apiVersion } from 'docker-images-contract/contract';
 *
 * const path = '/v' + apiVersion + '/images/json';
 */
export declare const apiVersion: "1.49";
/** The contracts, oldest first: the API versions that each is for, and the query parameters that it describes. */
export declare const contracts: readonly [{ readonly "versions": readonly ["1.24", "1.25", "1.26", "1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37", "1.38", "1.39", "1.40"]; readonly "parameters": readonly ["all", "filters", "digests", "filter"] }, { readonly "versions": readonly ["1.41"]; readonly "parameters": readonly ["all", "filters", "digests"] }, { readonly "versions": readonly ["1.42"]; readonly "parameters": readonly ["all", "filters", "shared-size", "digests"] }, { readonly "versions": readonly ["1.43"]; readonly "parameters": readonly ["all", "filters", "shared-size", "digests"] }, { readonly "versions": readonly ["1.44", "1.45", "1.46"]; readonly "parameters": readonly ["all", "filters", "shared-size", "digests"] }, { readonly "versions": readonly ["1.47"]; readonly "parameters": readonly ["all", "filters", "shared-size", "manifests", "digests"] }, { readonly "versions": readonly ["1.48", "1.49", "1.50"]; readonly "parameters": readonly ["all", "filters", "shared-size", "manifests", "digests"] }, { readonly "versions": readonly ["1.51", "1.52", "1.53"]; readonly "parameters": readonly ["all", "filters", "shared-size", "manifests", "digests"] }, { readonly "versions": readonly ["1.54", "1.55", "1.56"]; readonly "parameters": readonly ["all", "filters", "shared-size", "manifests", "digests", "identity"] }];
/** What is known of an API version that no two recorded engines showed. */
export declare const evidence: { readonly "1.56": "recordings of Docker head alone, and Docker's source for `identity` and `Identity`" };
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
/** The headers that every answer has, each with what its value looks like. */
export declare const headers: readonly [{ readonly "name": "Api-Version"; readonly "pattern": "^1\\.\\d{1,4}$" }, { readonly "name": "Docker-Experimental"; readonly "pattern": "^(?:true|false)$" }, { readonly "name": "Ostype"; readonly "pattern": "^[a-z0-9]{1,40}$" }, { readonly "name": "Server"; readonly "pattern": "^\\w+/\\S+ [(]\\w+[)]$" }];
/** The content types of the answers, by status. */
export declare const contentTypes: { readonly "200": readonly ["application/json"]; readonly "400": readonly ["application/json", "text/plain"]; readonly "403": readonly ["application/json"]; readonly "404": readonly ["application/json"]; readonly "500": readonly ["application/json"]; readonly "503": readonly ["application/json"] };
