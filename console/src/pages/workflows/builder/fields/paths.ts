/** Numbers are no names in JSONata: they stand in backticks, and an index in brackets. */
export function pathInExpression(path: string): string {
  return path
    .split('.')
    .map((segment, index, all) => (/^\d+$/.test(segment) ? (all[index - 1] === 'node' ? `.\`${segment}\`` : `[${segment}]`) : /^[A-Za-z_]\w*$/.test(segment) ? `.${segment}` : `.\`${segment}\``))
    .join('')
    .slice(1);
}
