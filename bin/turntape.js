#!/usr/bin/env node
// Starts turntape. Old syntax and no static import on purpose: an old Node must get as far as the
// version check and print one clear line instead of a syntax error or a native crash.
var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    'turntape needs Node >= 22.19, this is ' +
      process.version +
      '. Install a newer Node, or in a clone run it through npm: npm ci && npm start\n',
  );
  process.exit(2);
}
import('node:fs')
  .then(function (fs) {
    var source = new URL('../src/main.ts', import.meta.url);
    return import(fs.existsSync(source) ? source.href : '../dist/main.js');
  })
  .then(function (program) {
    return program.main(process.argv.slice(2));
  });
