import ts from 'typescript';

type Declaration = ts.TypeAliasDeclaration | ts.InterfaceDeclaration;

/**
 * Declares each schema under its own name, as an interface if it is an object: compilers print that name in errors and on
 * hover, but all properties of a property of `components`. `components` refers to the names.
 */
export function nameSchemas(declared: readonly Declaration[]): Declaration[] {
  const whole = declared.find(({ name }) => name.text === 'components');
  const schemas = whole && ts.isInterfaceDeclaration(whole) ? whole.members.find(isSchemas) : undefined;
  if (!whole || !schemas) throw new Error('openapi-typescript: expected an interface components with schemas');
  const types = new Map(schemas.type.members.filter(isProperty).map(({ name, type }) => [name.text, type]));
  const modifiers = [ts.factory.createToken(ts.SyntaxKind.ExportKeyword)];
  return declared.map((node) => {
    if (node === whole) return referToSchemas(whole, schemas, types);
    const { name } = node;
    const type = types.get(name.text);
    if (!type) return node;
    return ts.isTypeLiteralNode(type)
      ? ts.factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, type.members)
      : ts.factory.createTypeAliasDeclaration(modifiers, name, undefined, type);
  });
}

/** Declares `components` with references to the named schemas. */
function referToSchemas(whole: Declaration, schemas: Schemas, types: ReadonlyMap<string, ts.TypeNode>): Declaration {
  const { factory } = ts;
  const members = [...types.keys()].map((name) =>
    factory.createPropertySignature(undefined, name, undefined, factory.createTypeReferenceNode(name)),
  );
  const named = factory.createPropertySignature(
    undefined,
    'schemas',
    undefined,
    factory.createTypeLiteralNode(members),
  );
  const rest = ts.isInterfaceDeclaration(whole) ? whole.members.filter((member) => member !== schemas) : [];
  return factory.createInterfaceDeclaration(whole.modifiers, whole.name, undefined, undefined, [named, ...rest]);
}

type Property = ts.PropertySignature & { readonly name: ts.Identifier; readonly type: ts.TypeNode };
type Schemas = Property & { readonly type: ts.TypeLiteralNode };

const isProperty = (node: ts.Node): node is Property =>
  ts.isPropertySignature(node) && ts.isIdentifier(node.name) && node.type !== undefined;

const isSchemas = (node: ts.Node): node is Schemas =>
  isProperty(node) && node.name.text === 'schemas' && ts.isTypeLiteralNode(node.type);
