/** Words of the language of Logs Insights, and its functions without brackets. */
const words = new Set(
  'fields filter stats sort limit display parse dedup as by asc desc and or not like in ispresent'.split(' '),
);

/**
 * The fields of lines that a query of Logs Insights names: not those that CloudWatch adds (`@timestamp`), nor those that it names itself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function fieldsOf(query: string): readonly string[] {
  const bare = query.replace(/"[^"]*"|'[^']*'|\/(?:[^/\\]|\\.)+\//g, '0');
  const own = new Set([...bare.matchAll(/\bas\s+(\w+)/g)].map(([, name]) => name));
  const found = [...bare.matchAll(/(?<![\w@.])([A-Za-z_@][\w.@]*)(?!\w)\s*(\(?)/g)]
    .filter(([, name, bracket]) => bracket === '' && !words.has(name!) && !own.has(name) && !name!.startsWith('@'))
    .map(([, name]) => name!);
  return [...new Set(found)];
}
