// The page (page/) as one script and one style; run by itself, it prints them as JSON. Plain
// JavaScript, because the build runs on the user's own Node when turntape is installed from git.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '../..');

/** The licence of what is bundled goes with it. */
function notice() {
  const folder = join(root, 'node_modules/preact');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  return `/*! preact ${version}\n${licence}\n*/`;
}

/** @returns {Promise<{ script: string, style: string }>} */
export async function bundlePage() {
  const bundle = await rolldown({
    input: join(root, 'page/main.tsx'),
    platform: 'browser',
    tsconfig: join(root, 'page/tsconfig.json'),
    logLevel: 'warn',
  });
  const { output } = await bundle.generate({
    format: 'es',
    minify: true,
    codeSplitting: false,
    postBanner: notice(),
  });
  await bundle.close();
  return {
    script: output[0].code,
    style: readFileSync(join(root, 'page/page.css'), 'utf8'),
  };
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  process.stdout.write(JSON.stringify(await bundlePage()));
}
