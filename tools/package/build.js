// `npm run build`: src -> dist, what the package consists of: JavaScript, the declarations of what
// package.json exports, and the page of `turntape view` in one script. Plain JavaScript, because npm
// runs it on the user's own Node when turntape is installed from git.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const kept = new Set();
for (const { types } of Object.values(exports)) {
  if (types !== undefined) keepDeclaration(join(root, types));
}
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.d.ts') && !kept.has(join(dist, name))) rmSync(join(dist, name));
}

await buildPage();

/**
 * Keeps a declaration and all that it imports. TypeScript rewrites the extensions of imports in
 * JavaScript only: it reads `.ts` in a declaration as `.d.ts`, where other tools look for the file.
 */
function keepDeclaration(path) {
  if (kept.has(path)) return;
  kept.add(path);
  const imports = /((?:from |import\()["'])(\.[^"']+)\.ts(["'])/g;
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(imports, '$1$2.js$3'));
  for (const [, , imported] of text.matchAll(imports)) {
    keepDeclaration(resolve(dirname(path), `${imported}.d.ts`));
  }
}

/** Where the bundler has no program for this machine, everything else still works. */
async function buildPage() {
  try {
    const { bundlePage } = await import('./bundle-page.js');
    const { script, style } = await bundlePage();
    mkdirSync(join(dist, 'page'));
    writeFileSync(join(dist, 'page/page.js'), script);
    writeFileSync(join(dist, 'page/page.css'), style);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(
      `turntape view will not work here: its page cannot be bundled (${reason})\n`,
    );
  }
}
