/**
 * The file of a thread or process that turntape starts: source in a clone, compiled in the package.
 * @param beside `import.meta.url` of a file in the same folder
 * @param name without its ending
 */
export function workerFile(beside: string, name: string): URL {
  return new URL(`./${name}.${beside.endsWith('.ts') ? 'ts' : 'js'}`, beside);
}
