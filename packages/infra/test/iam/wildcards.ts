/** Whether text is what a pattern says, in which `*` is anything and `?` one character. */
export function isLike(text: string, pattern: string, { anyCase = false } = {}): boolean {
  const expression = pattern
    .replace(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, anyCase ? 'isu' : 'su').test(text);
}

/** Whether an ARN is what a pattern says: each of its six parts by itself, so that `*` does not reach over a colon. */
export function isArnLike(arn: string, pattern: string): boolean {
  const [parts, patterns] = [partsOfArn(arn), partsOfArn(pattern)];
  return parts.length === 6 && patterns.length === 6 && parts.every((part, index) => isLike(part, patterns[index]!));
}

/** The sixth part may itself hold colons. */
function partsOfArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
