// Made by `npm run generate` from test/recordings/; do not edit.
declare const recorded: {
	readonly images: { readonly containerd: unknown; readonly graphdriver: unknown };
	readonly exchanges: unknown;
};
export = recorded;
