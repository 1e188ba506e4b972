#!/usr/bin/env node
// Starts turntape. Old syntax and no static import on purpose: an old Node must get as far as the
// version check. There a clone goes on with the Node that `npm ci` has put into node_modules; the
// package prints one clear line instead of a syntax error or a native crash.
var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);

/**
 * Keeps what V8 has compiled, so that the next command starts in half the time. In a folder of the
 * user's own: in a shared one another user could put code there. Node goes on without it where the
 * folder cannot be written; NODE_COMPILE_CACHE names another, NODE_DISABLE_COMPILE_CACHE=1 ends it.
 */
function keepCompiled() {
  if (process.env.NODE_COMPILE_CACHE) return Promise.resolve();
  return Promise.all([import('node:module'), import('node:os'), import('node:path')])
    .then(function (modules) {
      var join = modules[2].join;
      var caches = process.env.XDG_CACHE_HOME;
      // What is relative is to be ignored, says the XDG specification.
      if (!caches || !modules[2].isAbsolute(caches)) caches = join(modules[1].homedir(), '.cache');
      modules[0].enableCompileCache(join(caches, 'turntape', 'compiled'));
    })
    .catch(function () {
      // A user without a home.
    });
}

function load() {
  return keepCompiled()
    .then(function () {
      return import('node:fs');
    })
    .then(function (fs) {
      var source = new URL('../src/main.ts', import.meta.url);
      return import(fs.existsSync(source) ? source.href : '../dist/main.js');
    })
    .then(function (program) {
      return program.main(process.argv.slice(2));
    });
}

function refuse() {
  process.stderr.write(
    'turntape needs Node >= 22.19, this is ' +
      process.version +
      '. Install a newer Node; in a clone `npm ci` brings one\n',
  );
  process.exit(2);
}

/** The Node that `npm ci` has put into the clone, if there is one. */
function findNode(exists, toPath) {
  return ['../node_modules/node/bin/node', '../node_modules/node/bin/node.exe']
    .map(function (name) {
      return toPath(new URL(name, import.meta.url));
    })
    .find(exists);
}

/** Goes on in another Node, and ends as that one ends. */
function runWith(node, spawn) {
  var child = spawn(node, process.execArgv.concat(process.argv.slice(1)), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes, and a second one would end the child at once.
  var hasTerminal = [process.stdin, process.stdout, process.stderr].some(function (stream) {
    return stream.isTTY;
  });
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach(function (signal) {
    process.on(signal, function () {
      if (signal !== 'SIGINT' || !hasTerminal) child.kill(signal);
    });
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code);
    signals.forEach(function (name) {
      process.removeAllListeners(name);
    });
    process.kill(process.pid, signal);
  });
}

if (major > 22 || (major === 22 && minor >= 19)) load();
else {
  Promise.all([import('node:fs'), import('node:url'), import('node:child_process')]).then(function (
    modules,
  ) {
    var node = findNode(modules[0].existsSync, modules[1].fileURLToPath);
    if (node === undefined) refuse();
    else runWith(node, modules[2].spawn);
  }, refuse);
}
