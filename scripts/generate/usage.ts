/** The documentation of the declarations that contain all others. */
export const wholes: Readonly<Record<string, string>> = {
  paths: 'The endpoint by path and method, as openapi-fetch takes it.',
  components: 'All schemas and headers by name.',
  operations: 'The request and the answers by status.',
};

/** An example of each type, for its hover. `test/examples.test.ts` compiles them. */
export const usage: Readonly<Record<string, string>> = {
  ImageListFilters: "const filters: ImageListFilters = { dangling: ['true'], label: ['com.example.kind=base'] };",
  ImageListFiltersAsLists: "const filters: ImageListFiltersAsLists = { since: ['alpine:3.20'] };",
  ImageListFiltersAsSets: 'const filters: ImageListFiltersAsSets = { dangling: { true: true } };',
  ValueSet: "const names: ValueSet = { 'alpine:3.20': true };",
  ImageListQuery: "const query: ImageListQuery = { all: true, 'shared-size': true };",
  FilterKey: "const keys: readonly FilterKey[] = ['label', 'reference'];",
  ImageKind: "const isImage = (kind: ImageKind) => kind === 'image';",
  ImageSummary: "const kind = ({ Labels }: ImageSummary) => Labels?.['com.example.kind'];",
  ImageManifestSummary:
    "const os = (one: ImageManifestSummary) => (one.Kind === 'image' ? one.ImageData.Platform.os : undefined);",
  ImageManifest: 'const isUsed = ({ ImageData }: ImageManifest) => ImageData.Containers !== null;',
  AttestationManifest: 'const subject = ({ AttestationData }: AttestationManifest) => AttestationData.For;',
  UnknownManifest: 'const mediaType = ({ Descriptor }: UnknownManifest) => Descriptor.mediaType;',
  ManifestSize: 'const unpacked = ({ Content, Total }: ManifestSize) => Total - Content;',
  ImageData: 'const architecture = ({ Platform }: ImageData) => Platform.architecture;',
  ImageDataSize: 'const megabytes = ({ Unpacked }: ImageDataSize) => Unpacked / 1e6;',
  AttestationData: 'const speaksOf = ({ For }: AttestationData, { ID }: ImageManifest) => For === ID;',
  OCIDescriptor: "const isIndex = ({ mediaType }: OCIDescriptor) => mediaType.endsWith('.index.v1+json');",
  OCIPlatform:
    "const label = ({ os, architecture, variant = '' }: OCIPlatform) => [os, architecture, variant].join('/');",
  ErrorResponse: 'const reason = ({ message }: ErrorResponse) => message;',
  paths: "const { GET } = createClient<paths>({ baseUrl: 'http://localhost:2375/v1.49' });",
  components: "type Image = components['schemas']['ImageSummary'];",
  operations: "type Refused = Exclude<keyof operations['ImageList']['responses'], 200>;",
};
