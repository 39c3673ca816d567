// Made by `npm run generate` from test/recordings/; do not edit.
export declare const images: { readonly containerd: unknown; readonly graphdriver: unknown };
export declare const exchanges: unknown;
