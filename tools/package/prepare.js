// npm runs this after `npm ci` or `npm install` in a clone, before it packs, and where turntape is
// installed from git. It builds dist, which the package and the library need; a clone's own command
// runs from src. Plain JavaScript, because the Node that npm runs on may be an old one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const {
  npm_command: command = '',
  npm_config_user_agent: agent = '',
  npm_config_global: isGlobal,
} = process.env;

// npm's own Node, while `node` here is already the one that the clone has brought.
const major = Number(/ node\/v(\d+)/.exec(agent)?.[1]);
if (/^(ci|install)$/.test(command) && major < 22) {
  process.stdout.write(
    `The EBADENGINE warnings above do no harm: they are about this machine's Node ${major}, ` +
      'and turntape runs on the Node 24 that npm has just put into node_modules.\n',
  );
}

if (existsSync(join(root, 'node_modules/typescript'))) await import('./build.js');
else if (isGlobal === 'true') {
  fail('npm cannot build it when it installs from git with -g. Clone it: npm ci && npm link');
} else if (command === 'pack' || command === 'publish') {
  fail('building it needs TypeScript. Run `npm ci` first');
}
// Else a clone without development dependencies, which runs from src.

function fail(reason) {
  process.stderr.write(`turntape cannot be packed: ${reason}\n`);
  process.exit(1);
}
