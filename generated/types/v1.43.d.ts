// Made by `npm run generate` from openapi/images-json.yaml; do not edit.

/**
 * The endpoint by path and method, as openapi-fetch takes it.
 * @example const { GET } = createClient<paths>({ baseUrl: 'http://localhost:2375/v1.49' });
 */
export interface paths {
	"/images/json": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/**
		 * List images
		 * Lists the images in the engine's store, newest first. Images created in the same second come in any order, and
		 * two identical requests may order them differently. There is no paging. A large containerd store takes seconds
		 * to answer: some 5 s for 455 images.
		 *
		 * `GET` lists images. `DELETE /images/json` is another operation, which deletes an image called `json`. `OPTIONS`
		 * returns an empty 200, all other methods 404. Unknown query parameters are ignored. If a parameter is repeated, the
		 * first value is used.
		 *
		 * Booleans are lenient: an empty string, `0`, `no`, `false` and `none` (in any case, surrounding spaces ignored) are
		 * false. Any other string is true, even `off`.
		 */
		get: operations["ImageList"];
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
}
/**
 * All schemas and headers by name.
 * @example type Image = components['schemas']['ImageSummary'];
 */
export interface components {
	schemas: {
		ImageListFilters: ImageListFilters;
		ImageListFiltersAsLists: ImageListFiltersAsLists;
		ImageListFiltersAsSets: ImageListFiltersAsSets;
		ValueSet: ValueSet;
		ImageSummary: ImageSummary;
		ErrorResponse: ErrorResponse;
	};
	responses: never;
	parameters: never;
	requestBodies: never;
	headers: {
		/** The newest API version that the engine serves, not that of the response. */
		"Api-Version": string;
		/** Whether the engine runs with experimental features. */
		"Docker-Experimental": "true" | "false";
		/** The operating system that the engine runs on. */
		Ostype: string;
		/** Name, version and operating system of the engine. */
		Server: string;
	};
	pathItems: never;
}
/**
 * Which images to list: an array of values for each filter, or an object whose property names are the values. Do not
 * mix the two forms.
 * @example const filters: ImageListFilters = { dangling: ['true'], label: ['com.example.kind=base'] };
 */
export type ImageListFilters = ImageListFiltersAsLists | ImageListFiltersAsSets;
/**
 * Filters with a list of values for each key.
 * @example const filters: ImageListFiltersAsLists = { since: ['alpine:3.20'] };
 */
export interface ImageListFiltersAsLists {
	/**
	 * Images created before this one, given as a name, an id, a short id or `name@digest`. Give one value.
	 *
	 * Engines: Docker, podman; not finch-daemon, socktainer, kubedock.
	 * @example ["127.0.0.1:5000/contract/digest-only-index@sha256:39ba3fc2..."]
	 */
	before?: readonly string[];
	/**
	 * `true`: dangling images, which have no tag. With the containerd image store this can list an image that is tagged
	 * elsewhere, shown with empty `RepoTags`: do not delete it by its id. `false`: all others. `1` and `0` mean the
	 * same. Anything else returns 400. With a graph driver, an image that has a digest and no tag is in both lists.
	 *
	 * Engines: Docker, podman; not finch-daemon, socktainer, kubedock.
	 * @example ["true"]
	 */
	dangling?: readonly ("true" | "1" | "false" | "0")[];
	/**
	 * Images with this label: `key` or `key=value`. All values must match.
	 *
	 * Engines: Docker, podman; not finch-daemon, socktainer, kubedock.
	 * @example ["com.example.kind=app"]
	 */
	label?: readonly string[];
	/**
	 * Images without this label: `key` or `key=value`. All values must match.
	 *
	 * Since Docker Engine 24, at any API version. Image store containerd: filters. Image store graphdriver: returns 400.
	 *
	 * Engines: Docker containerd (24.0), podman; not Docker graphdriver, finch-daemon, socktainer, kubedock.
	 * @example ["com.example.kind"]
	 */
	"label!"?: readonly string[];
	/**
	 * Images with a name that matches this glob. `*`, `?` and `[a-z]` do not match a `/`. It is compared with the
	 * familiar name as `name`, `name:tag` and `name@digest`, from Docker 29.5 on also with the full name, such as
	 * `docker.io/library/alpine`. One value must match. `RepoTags` and `RepoDigests` are reduced to the matching names.
	 *
	 * Since Docker Engine 1.13, at any API version.
	 *
	 * Engines: Docker containerd, Docker graphdriver (1.13.0), podman; not finch-daemon, socktainer, kubedock.
	 * @example ["contract/many-names:1"]
	 */
	reference?: readonly string[];
	/**
	 * Images created after this one, given as a name, an id, a short id or `name@digest`. Give one value.
	 *
	 * Engines: Docker, podman; not finch-daemon, socktainer, kubedock.
	 * @example ["contract/dangling-tagged:1"]
	 */
	since?: readonly string[];
	/**
	 * Images older than a time: Unix seconds, a date, RFC 3339 such as `2024-03-06T12:00:00Z`, or a Go duration (`10m`,
	 * `168h`; no `d` or `w`). All values must match. An invalid value returns 500, from Docker 29.4 on 400.
	 *
	 * Since Docker Engine 24, at any API version. Image store containerd: compares the time when the image was stored. Image store graphdriver: compares `Created`.
	 *
	 * Engines: Docker containerd (24.0), Docker graphdriver (25.0), podman; not finch-daemon, socktainer, kubedock.
	 * @example ["2024-03-06T12:00"]
	 */
	until?: readonly string[];
}
/**
 * Filters with a set of values for each key; `false` does not negate.
 * @example const filters: ImageListFiltersAsSets = { dangling: { true: true } };
 */
export interface ImageListFiltersAsSets {
	/** Images created before this one, given as a name, an id, a short id or `name@digest`. Give one value. */
	before?: ValueSet;
	/**
	 * `true`: dangling images, which have no tag. With the containerd image store this can list an image that is tagged
	 * elsewhere, shown with empty `RepoTags`: do not delete it by its id. `false`: all others. `1` and `0` mean the
	 * same. Anything else returns 400. With a graph driver, an image that has a digest and no tag is in both lists.
	 * @example {"true":true}
	 */
	dangling?: {
		/**
		 * This value.
		 */
		0?: true;
		/**
		 * This value.
		 */
		1?: true;
		/**
		 * This value.
		 */
		true?: true;
		/**
		 * This value.
		 */
		false?: true;
		/** A list is no set. */
		length?: never;
	};
	/** Images with this label: `key` or `key=value`. All values must match. */
	label?: ValueSet;
	/**
	 * Images without this label: `key` or `key=value`. All values must match.
	 *
	 * Since Docker Engine 24, at any API version. Image store containerd: filters. Image store graphdriver: returns 400.
	 */
	"label!"?: ValueSet;
	/**
	 * Images with a name that matches this glob. `*`, `?` and `[a-z]` do not match a `/`. It is compared with the
	 * familiar name as `name`, `name:tag` and `name@digest`, from Docker 29.5 on also with the full name, such as
	 * `docker.io/library/alpine`. One value must match. `RepoTags` and `RepoDigests` are reduced to the matching names.
	 *
	 * Since Docker Engine 1.13, at any API version.
	 */
	reference?: ValueSet;
	/** Images created after this one, given as a name, an id, a short id or `name@digest`. Give one value. */
	since?: ValueSet;
	/**
	 * Images older than a time: Unix seconds, a date, RFC 3339 such as `2024-03-06T12:00:00Z`, or a Go duration (`10m`,
	 * `168h`; no `d` or `w`). All values must match. An invalid value returns 500, from Docker 29.4 on 400.
	 *
	 * Since Docker Engine 24, at any API version. Image store containerd: compares the time when the image was stored. Image store graphdriver: compares `Created`.
	 */
	until?: ValueSet;
}
/**
 * A set of values, as an object whose property names are the values.
 * @example const names: ValueSet = { 'alpine:3.20': true };
 */
export interface ValueSet {
	[key: string]: boolean;
}
/**
 * One image of the list. Several names of one image are one entry.
 * @example const kind = ({ Labels }: ImageSummary) => Labels?.['com.example.kind'];
 */
export interface ImageSummary {
	/**
	 * The digest that identifies the image in this engine. One image has different ids in different stores.
	 *
	 * Image store containerd: the digest of the index or manifest, equal to `Descriptor.digest`. Image store graphdriver: the digest of the image configuration.
	 *
	 * Engines: Docker, podman, finch-daemon, socktainer; not kubedock.
	 * @example sha256:319ecf57...
	 */
	Id: string;
	/**
	 * The `Id` of the image that this one was built on by the legacy builder or a commit, else an empty string.
	 *
	 * Engines: Docker, podman, socktainer (in part); not finch-daemon, kubedock.
	 */
	ParentId: string;
	/**
	 * The names of the image as `name:tag`; empty when it has none. With a containerd store it also holds
	 * `name@digest` for a partially pulled image, names that are not valid image references, and the same name twice.
	 *
	 * Engines: Docker, podman, finch-daemon (in part), socktainer (in part), kubedock (in part).
	 * @example ["contract/attested:1"]
	 */
	RepoTags: string[];
	/**
	 * The names of the image as `name@digest`; empty when it has none. Always there, with or without `digests`.
	 *
	 * Image store containerd: filled for local images too, one name for each digest, or the digest alone for a partially pulled image. Image store graphdriver: filled when the image was pulled or pushed.
	 *
	 * Engines: Docker, podman, finch-daemon (in part), socktainer (in part); not kubedock.
	 * @example ["contract/attested@sha256:319ecf57..."]
	 */
	RepoDigests: string[];
	/**
	 * When the image was created, by its configuration. 0 when the configuration does not say; negative for a date
	 * before 1970, down to -62135596800 for the year 1.
	 *
	 * Unit: seconds since 1970-01-01T00:00:00Z.
	 *
	 * Engines: Docker, podman, finch-daemon (in part), socktainer, kubedock (in part).
	 * @example 1717200000
	 */
	Created: number;
	/**
	 * Disk space that the image uses. With a graph driver, 0 for an image without layers.
	 *
	 * Unit: bytes. Image store containerd: compressed content plus unpacked layers, of all platforms that are there. Image store graphdriver: unpacked layers.
	 *
	 * Engines: Docker, podman, finch-daemon (in part), socktainer (in part), kubedock (in part).
	 * @example 15076
	 */
	Size: number;
	/**
	 * Bytes that are shared with other images. -1 unless `shared-size` is true.
	 *
	 * Unit: bytes. Since Docker Engine 1.13, at any API version.
	 *
	 * Engines: Docker containerd, Docker graphdriver (1.13.0), podman, socktainer (in part); not finch-daemon, kubedock.
	 * @example -1
	 */
	SharedSize: number;
	/**
	 * The labels of the image's configuration. An image without labels has `null` or `{}`, depending on the engine and store.
	 *
	 * Engines: Docker, podman, socktainer (in part); not finch-daemon, kubedock.
	 * @example {"com.example.kind":"base"}
	 */
	Labels: {
		[key: string]: string;
	} | null;
	/**
	 * Always -1 at this version. A count of containers comes with API 1.51.
	 *
	 * Unit: containers. Since Docker Engine 1.13, at any API version.
	 *
	 * Engines: Docker containerd, Docker graphdriver (1.13.0), podman, socktainer; not finch-daemon, kubedock.
	 * @example -1
	 */
	Containers: number;
	/**
	 * @deprecated
	 * The same as `Size`. Docker 20.10, and Docker 29.3 and later, send it for every image; Docker 23 to 28 leave it
	 * out when it is 0; Docker 29.0 to 29.2 never send it.
	 *
	 * Unit: bytes. Until before API v1.44.
	 *
	 * Engines: Docker (until 29.0, before API 1.44; 29.3, before API 1.44), podman (until 5.6.0); not finch-daemon, socktainer, kubedock.
	 */
	VirtualSize?: number;
}
/**
 * Why the engine did not list images.
 * @example const reason = ({ message }: ErrorResponse) => message;
 */
export interface ErrorResponse {
	/**
	 * The reason, for a person to read. Its wording changes between engines.
	 *
	 * Engines: Docker, podman, finch-daemon, kubedock.
	 * @example invalid filter 'nope'
	 */
	message: string;
}
/**
 * The request and the answers by status.
 * @example type Refused = Exclude<keyof operations['ImageList']['responses'], 200>;
 */
export interface operations {
	ImageList: {
		parameters: {
			query?: {
				/**
				 * Lists the intermediate images too: untagged ones that the legacy builder left as parents of others.
				 * Tagged images are always listed, parents or not.
				 *
				 * Engines: Docker, podman; not finch-daemon, socktainer, kubedock.
				 * @example true
				 */
				all?: boolean;
				/**
				 * A JSON object. Give each filter an array of values, `{"label":["a"]}`, or an object, `{"label":{"a":true}}`. Do
				 * not mix the two forms. An image must match all filters. An empty string, `null` and `{}` filter nothing. Unknown
				 * keys (even without values) and malformed JSON return 400.
				 *
				 * Engines: Docker, podman; not finch-daemon, socktainer, kubedock.
				 */
				filters?: ImageListFilters;
				/**
				 * Computes `SharedSize`, which is -1 otherwise.
				 *
				 * Since API v1.42.
				 *
				 * Engines: Docker containerd (from API 1.42), Docker graphdriver (23.0, from API 1.42), podman (5.6.0, in part); not finch-daemon, socktainer, kubedock.
				 * @example true
				 */
				"shared-size"?: boolean;
				/**
				 * @deprecated
				 * Has no effect: Docker never reads it, and `RepoDigests` is always there. Podman 4.3.1 to 6.1.1 answer a
				 * true value with an empty body.
				 *
				 * Engines: socktainer (in part); not Docker, podman, finch-daemon, kubedock.
				 * @example false
				 */
				digests?: boolean;
			};
			header?: never;
			path?: never;
			cookie?: never;
		};
		requestBody?: never;
		responses: {
			/** The images, or an empty list. Never `null`. */
			200: {
				headers: {
					"Api-Version": components["headers"]["Api-Version"];
					"Docker-Experimental": components["headers"]["Docker-Experimental"];
					Ostype: components["headers"]["Ostype"];
					Server: components["headers"]["Server"];
					[name: string]: unknown;
				};
				content: {
					"application/json": ImageSummary[];
				};
			};
			/**
			 * The engine cannot read the request: a bad percent-escape or a `;` in the query, malformed `filters`, an
			 * unknown filter key, a `dangling` that is not a boolean or is both, a malformed image reference in `before` or
			 * `since`, an invalid `until` (Docker 29.4 and later), or an API version that the engine does not serve. The last is plain text when the version
			 * is too old for Docker 28.
			 */
			400: {
				headers: {
					"Api-Version": components["headers"]["Api-Version"];
					"Docker-Experimental": components["headers"]["Docker-Experimental"];
					Ostype: components["headers"]["Ostype"];
					Server: components["headers"]["Server"];
					[name: string]: unknown;
				};
				content: {
					"application/json": ErrorResponse;
					"text/plain": string;
				};
			};
			/** An authorization plugin of the engine denies the request. */
			403: {
				headers: {
					"Api-Version": components["headers"]["Api-Version"];
					"Docker-Experimental": components["headers"]["Docker-Experimental"];
					Ostype: components["headers"]["Ostype"];
					Server: components["headers"]["Server"];
					[name: string]: unknown;
				};
				content: {
					"application/json": ErrorResponse;
				};
			};
			/** The image that `before` or `since` names is not there, or a short id names more than one. */
			404: {
				headers: {
					"Api-Version": components["headers"]["Api-Version"];
					"Docker-Experimental": components["headers"]["Docker-Experimental"];
					Ostype: components["headers"]["Ostype"];
					Server: components["headers"]["Server"];
					[name: string]: unknown;
				};
				content: {
					"application/json": ErrorResponse;
				};
			};
			/**
			 * An internal error. Also an invalid `until` (before Docker 29.4) and, with a graph driver, a malformed glob in
			 * `reference`.
			 */
			500: {
				headers: {
					"Api-Version": components["headers"]["Api-Version"];
					"Docker-Experimental": components["headers"]["Docker-Experimental"];
					Ostype: components["headers"]["Ostype"];
					Server: components["headers"]["Server"];
					[name: string]: unknown;
				};
				content: {
					"application/json": ErrorResponse;
				};
			};
			/** The engine is up but cannot reach its containerd. */
			503: {
				headers: {
					"Api-Version": components["headers"]["Api-Version"];
					"Docker-Experimental": components["headers"]["Docker-Experimental"];
					Ostype: components["headers"]["Ostype"];
					Server: components["headers"]["Server"];
					[name: string]: unknown;
				};
				content: {
					"application/json": ErrorResponse;
				};
			};
		};
	};
}
/**
 * The query parameters of the request. All are optional.
 * @example const query: ImageListQuery = { all: true, 'shared-size': true };
 */
export interface ImageListQuery extends NonNullable<operations["ImageList"]["parameters"]["query"]> {}
/**
 * A key of `filters`.
 * @example const keys: readonly FilterKey[] = ['label', 'reference'];
 */
export type FilterKey = keyof ImageListFiltersAsLists;
/** No engine sends it at this API version. */
export type ImageManifestSummary = never;
/** No engine sends it at this API version. */
export type OCIDescriptor = never;
/** No engine sends it at this API version. */
export type OCIPlatform = never;
/** No engine sends manifests at this API version. */
export type ImageKind = never;
