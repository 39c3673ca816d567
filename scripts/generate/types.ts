import openapiTS, { addJSDocComment, astToString } from 'openapi-typescript';
import ts from 'typescript';
import { at, type Json, type JsonObject, map } from './bundle.js';

const HEAD = '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.\n\n';

/** The declarations of the whole document, with an alias of its own for each schema and one for the query. */
export async function types(bundle: JsonObject): Promise<string> {
  const schemas = at(bundle, 'components', 'schemas');
  // The types of redocly and of openapi-typescript do not know each other; both read plain JSON.
  const nodes = await openapiTS(forTypes(bundle) as never, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    silent: true,
  });
  for (const node of nodes) {
    // An alias does not show the words of what it points to on hover, so each gets its own.
    if (ts.isTypeAliasDeclaration(node) && node.name.text in schemas) {
      addJSDocComment(at(schemas, node.name.text), node as never);
    }
  }
  return `${HEAD}${astToString(nodes)}${QUERY}`;
}

const QUERY = `/** The query parameters of the request. All are optional. */
export type ImageListQuery = NonNullable<operations["ImageList"]["parameters"]["query"]>;
`;

/**
 * The document as openapi-typescript 7.13 reads it best: a parameter's `content` as its `schema`, as it types the former
 * as `string` and never shows it to its hooks; and no `discriminator`, as the constants of `Kind` say it all and it
 * would add words of its own to their descriptions.
 */
function forTypes(bundle: JsonObject): Json {
  return map(bundle, ({ discriminator: _, content, ...rest }) => {
    if (content === undefined) return rest;
    return rest.in === 'query'
      ? { ...rest, schema: at(content, 'application/json').schema ?? {} }
      : { ...rest, content };
  });
}
