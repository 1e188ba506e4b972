// Where what belongs to the user lies, and to no project.
import { isAbsolute, join } from 'node:path';

/**
 * `$XDG_CONFIG_HOME/turntape`, else `~/.config/turntape`; undefined: there is no home.
 * @param environment of the process
 */
export function userFolder({
  XDG_CONFIG_HOME: xdg,
  HOME: home,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'turntape');
  return home ? join(home, '.config', 'turntape') : undefined;
}
