/** The end of a command's help: lines to type, and what each does. */
export const examples = (...lines: readonly (readonly [command: string, means: string])[]): string => {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, means]) => `  ${command.padEnd(width)}   ${means}`).join('\n')}\n`;
};
