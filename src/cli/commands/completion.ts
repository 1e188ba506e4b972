// `turntape completion`: a script for the shell. What can follow is asked of turntape itself.
import type { Command } from '../command.ts';

const script = `# turntape completion. bash: source <(turntape completion); zsh: the same, after compinit
if type bashcompinit >/dev/null 2>&1 || [ -n "\${ZSH_VERSION-}" ]; then
  autoload -U +X bashcompinit && bashcompinit
fi
_turntape_completions() {
  local word="\${COMP_WORDS[COMP_CWORD]}" found words
  words=("\${COMP_WORDS[@]}")
  # By itself it would end the flags.
  if [ "$word" = -- ]; then words[COMP_CWORD]=-; fi
  # bash takes key=value apart: behind the sign the value is empty.
  if [ "$word" = = ]; then words+=(""); word=; fi
  found=$(turntape --get-yargs-completions "\${words[@]}" 2>/dev/null)
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$found" -- "$word"))
  if [ "\${#COMPREPLY[@]}" = 1 ] && [ "\${COMPREPLY[0]%=}" != "\${COMPREPLY[0]}" ]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -o default -F _turntape_completions turntape
`;

export const completionCommand: Command = {
  usage: 'completion',
  description: 'print a completion script for bash and zsh',
  examples: [['source <(turntape completion)', 'for this shell; in ~/.bashrc for all']],
  builder: (yargs) => yargs,
  async run(_flags, { terminal }) {
    terminal.result(script);
    return 0;
  },
};
