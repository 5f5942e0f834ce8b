import { defineCommand } from '../command.ts';
import { completionScript, type Shell, shells } from '../completion.ts';

/** `excursa completion`: the script by which a shell completes commands. */
export const completionCommand = defineCommand({
  description: 'Prints a script that lets a shell complete commands, options, their values and file names.',
  arguments: [{ name: 'shell', summary: 'the shell', choices: shells }],
  options: {},
  examples: ['excursa completion bash'],
  advice: `Add one line to the start file of your shell:
  bash  source <(excursa completion bash)      in ~/.bashrc
  zsh   source <(excursa completion zsh)       in ~/.zshrc, below compinit
  fish  excursa completion fish | source       in ~/.config/fish/config.fish`,
  run: async ({ words: [shell], registry }) => {
    const script = await completionScript(shell as Shell, registry);
    return { json: { shell, script }, text: script };
  },
});
