import ts from 'typescript';

/** One change of a table in the text of a program. */
export interface Edit {
  readonly clause: string;
  readonly what: string;
  readonly text: string;
}

/** Words of a table that have another word to be taken for; what is not here is for people. */
const others: Readonly<Record<string, string>> = {
  error: 'warning',
  warning: 'error',
  '/request/path': '/response/body',
  '/response/status': '/response/body',
  '/response/headers': '/response/body',
  '/response/body': '/response/headers',
};

/** Members that say something to people alone. */
const WORDS = /^(why|meaning|remedy|message|name)$/;

/** All changes of a table in a program, one at a time: what it lists is left out, and what it says is said otherwise. */
export function editsOf(program: string, table: string): Edit[] {
  const source = ts.createSourceFile('program.js', program, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const value = literalOf(source, table);
  if (!value) throw new Error(`mutate: expected a table ${table} in src/contract or src/model, found none`);
  const edits: Edit[] = [];
  const edit = (clause: string, what: string, node: ts.Node, by: string): void =>
    void edits.push({ clause, what, text: program.slice(0, node.getStart()) + by + program.slice(node.end) });
  const without = (clause: string, holder: ts.Node, members: readonly ts.Node[], gone: ts.Node, ends: string): void => {
    const kept = members.filter((one) => one !== gone).map((one) => one.getText());
    edit(clause, 'deleted', holder, `${ends[0]}${kept.join(', ')}${ends[1]}`);
  };
  const visit = (node: ts.Node, clause: string): void => {
    if (ts.isArrayLiteralExpression(node)) {
      for (const [index, element] of node.elements.entries()) {
        const here = `${clause}/${nameOf(element) ?? index}`;
        without(here, node, node.elements, element, '[]');
        visit(element, here);
      }
    } else if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (!ts.isPropertyAssignment(property)) continue;
        const key = property.name.getText().replace(/^["']|["']$/g, '');
        if (WORDS.test(key)) continue;
        without(`${clause}/${key}`, node, node.properties, property, '{}');
        visit(property.initializer, `${clause}/${key}`);
      }
    } else if (ts.isNumericLiteral(node))
      edit(clause, `made ${Number(node.text) + 1}`, node, String(Number(node.text) + 1));
    else if (ts.isStringLiteral(node) && others[node.text] !== undefined) {
      edit(clause, `made ${others[node.text]}`, node, JSON.stringify(others[node.text]));
    }
  };
  visit(value, table);
  return edits;
}

/** The literal that a variable of a program begins with, or the first that it is called with. */
function literalOf(source: ts.SourceFile, name: string): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) found ??= node.initializer;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found && ts.isCallExpression(found) ? found.arguments[0] : found;
}

/** What an object of a list is called. */
function nameOf(node: ts.Node): string | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const name = node.properties.find((one) => one.name?.getText() === 'name');
  return name && ts.isPropertyAssignment(name) && ts.isStringLiteral(name.initializer)
    ? name.initializer.text
    : undefined;
}
