import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');

/** What package.json exports, as sources. */
const ENTRIES = ['constructs/index.ts', 'stacks/pulumi/components.ts'].map((entry) => join(root, entry));

/** The language's own model: programs pass a workflow on and never write one. */
const OPAQUE = ['StandardWorkflow', 'MapReduceWorkflow'];

/** The entries and the files of this project that they import; packages are left out, for speed. */
function sources(): ts.Program {
  const options: ts.CompilerOptions = { noLib: true, types: [] };
  const host = ts.createCompilerHost(options);
  const fileOf = (module: string, from: string): string | undefined => {
    const path = resolve(dirname(from), module);
    return [`${path}.ts`, join(path, 'index.ts')].find((file) => module.startsWith('.') && existsSync(file));
  };
  host.resolveModuleNameLiterals = (modules, from) =>
    modules.map(({ text }) => {
      const file = fileOf(text, from);
      return { resolvedModule: file === undefined ? undefined : { resolvedFileName: file, extension: '.ts' } };
    });
  return ts.createProgram(ENTRIES, options, host);
}

const isPrivate = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && !!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);

/** Names of types in what a declaration shows: not in its bodies and values, nor in what is private. */
function typesIn(node: ts.Node): ts.Node[] {
  const hidden = ts.isBlock(node) || (isPrivate(node) && !ts.isConstructorDeclaration(node));
  if (hidden) return [];
  const own: ts.Node[] = [];
  if (ts.isTypeReferenceNode(node)) own.push(node.typeName);
  if (ts.isExpressionWithTypeArguments(node)) own.push(node.expression);
  ts.forEachChild(node, (child) => {
    const isValue = ts.isExpression(child) && !ts.isArrowFunction(child) && !ts.isExpressionWithTypeArguments(child);
    if (!isValue) own.push(...typesIn(child));
  });
  return own;
}

test('every type that the public API shows can be imported', () => {
  const program = sources();
  const checker = program.getTypeChecker();
  const original = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = new Set(
    ENTRIES.flatMap((entry) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
      return checker.getExportsOfModule(module).map(original);
    }),
  );
  const hidden = [...exported].flatMap((symbol) =>
    (symbol.declarations ?? []).flatMap(typesIn).flatMap((name) => {
      const found = checker.getSymbolAtLocation(name);
      const type = found && original(found);
      // Nothing of other packages is known here.
      if (!type?.declarations || type.flags & ts.SymbolFlags.TypeParameter || exported.has(type)) return [];
      return OPAQUE.includes(type.name) ? [] : [`${type.name} of ${symbol.name}`];
    }),
  );
  expect(exported.size).toBeGreaterThan(100);
  expect([...new Set(hidden)].sort()).toEqual([]);
});
