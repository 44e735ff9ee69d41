import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One file as the house rules see it; `path` is relative to the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface ImportLine {
  /** As written. */
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

export const repository = join(import.meta.dirname, '..', '..');

/** Every TypeScript file below a folder of the repository, in the order of their paths. */
export const sourceFiles = (folder: 'src' | 'specs'): readonly SourceFile[] =>
  readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repository, path), 'utf8') }));

const parse = ({ path, text }: SourceFile): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);

/** Imports and re-exports of a file, dynamic ones included; type-only when nothing of it is left at run time. */
export const importsOf = (file: SourceFile): readonly ImportLine[] => {
  const found: ImportLine[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      found.push({ specifier: node.moduleSpecifier.text, isTypeOnly: isTypeOnlyImport(node) });
    else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    )
      found.push({ specifier: node.moduleSpecifier.text, isTypeOnly: node.isTypeOnly });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument))
        found.push({ specifier: argument.text, isTypeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
};

const isTypeOnlyImport = ({ importClause }: ts.ImportDeclaration): boolean => {
  if (importClause === undefined) return false;
  if (importClause.isTypeOnly) return true;
  const bindings = importClause.namedBindings;
  if (importClause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
};

export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

/** Every function of a file with its length in lines and its number of parameters. */
export const functionsOf = (file: SourceFile): readonly FunctionSize[] => {
  const source = parse(file);
  const found: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const start = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const end = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      found.push({ name: nameOf(node), line: start + 1, lines: end - start + 1, parameters: node.parameters.length });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const nameOf = (node: ts.SignatureDeclaration): string => {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  // a group of specs is as long as its specs are many
  if (ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText())) return 'describe';
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'anonymous';
};

/** Identifiers used, property paths joined by dots, with their lines: `Date.now`, `Math.random`, `setTimeout`. */
export const usesOf = (file: SourceFile): readonly { readonly what: string; readonly line: number }[] => {
  const source = parse(file);
  const found: { what: string; line: number }[] = [];
  const note = (what: string, node: ts.Node): void => {
    found.push({ what, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
      note(`${node.expression.text}.${node.name.text}`, node);
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression))
      note(`new ${node.expression.text}(${(node.arguments?.length ?? 0) === 0 ? '' : '…'})`, node);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) note(`${node.expression.text}()`, node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** Values of class members `code = '…'`: the codes of typed errors. */
export const errorCodesOf = (file: SourceFile): readonly string[] => {
  const codes: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyDeclaration(node) &&
      node.name.getText() === 'code' &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer)
    )
      codes.push(node.initializer.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return codes;
};
