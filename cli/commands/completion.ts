import { Argument, Command } from 'commander';
import { type Io, print } from '../io';
import { examples } from '../options';

/** What each shell does at the tab key: it asks `ds` itself, so that it knows what this `ds` knows. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_ds() {
  local line directive=0
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :*) directive="\${line#:}" ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(ds __complete "\${COMP_WORDS[@]:1:$COMP_CWORD}" 2>/dev/null)
  if [ $((directive & 2)) -ne 0 ]; then compopt -o nospace 2>/dev/null || true; fi
  if [ $((directive & 4)) -eq 0 ]; then compopt -o default 2>/dev/null || true; fi
}
complete -F _ds ds
`,
  zsh: `#compdef ds
_ds() {
  local line directive=0
  local -a values
  for line in "\${(@f)$(ds __complete "\${(@)words[2,$CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :*) directive=\${line#:} ;;
      *) values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  if (( directive & 2 )); then _describe ds values -S ''; else _describe ds values; fi
  (( directive & 4 )) || _files
}
if [ "$funcstack[1]" = "_ds" ]; then _ds; else compdef _ds ds; fi
`,
  fish: `function __ds_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l lines (ds __complete $words[2..-1] "$current" 2>/dev/null)
  string match -v -r '^:' -- $lines
  contains -- $lines[-1] :0 :2; and __fish_complete_path "$current"
end
complete -c ds -f -a '(__ds_complete)'
`,
};

/** `ds completion`: what makes a shell complete words. */
export function completionCommand(io: Io): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', examples('source <(ds completion bash)', 'ds completion zsh > "${fpath[1]}/_ds"', 'ds completion fish > ~/.config/fish/completions/ds.fish'))
    .action((shell: string) => print(io, SCRIPTS[shell] ?? ''));
}
