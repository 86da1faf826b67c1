import { listed, type Conditions } from './policy.js';
import { isArnLike, isLike } from './wildcards.js';

type Context = Readonly<Record<string, string | readonly string[]>>;
type Matcher = (actual: string, wanted: string) => boolean;

/** Operators that want one of their values to match. */
const positive: Readonly<Record<string, Matcher>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => isLike(actual, wanted),
  // The two are one in IAM.
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: (actual, wanted) => Number(actual) === Number(wanted),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (actual, wanted) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (actual, wanted) => Number(actual) >= Number(wanted),
};

/** Operators that want none of their values to match; they hold where the key is missing. */
const negative: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/**
 * Whether every condition of a statement holds. Throws on what it does not know, rather than to call anything allowed or denied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(conditions: Conditions | undefined, context: Context): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, listed(wanted).map(String), valueOf(context, key))),
  );
}

/** Keys are compared without regard to case. */
function valueOf(context: Context, key: string): string | readonly string[] | undefined {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

function holds(operator: string, wanted: readonly string[], given: string | readonly string[] | undefined): boolean {
  const { quantifier, name, ifExists } = partsOf(operator);
  refuseVariables(wanted);
  if (name === 'Null') return wanted.some((value) => (value === 'true') === (given === undefined));
  const matches = positive[name] ?? positive[negative[name] ?? ''];
  if (matches === undefined) throw new Error(`the simulator knows no condition operator ${operator}`);
  if (given === undefined)
    return quantifier === 'ForAllValues' || ifExists || (name in negative && quantifier === undefined);
  const values = listed(given);
  if (values.length > 1 && quantifier === undefined)
    throw new Error(`${operator} of a key with several values wants ForAnyValue or ForAllValues`);
  const isMet = (value: string) => wanted.some((one) => matches(value, one)) !== name in negative;
  return quantifier === 'ForAllValues' ? values.every(isMet) : values.some(isMet);
}

/** Throws where one of some values stands for what is not known here. */
export function refuseVariables(values: readonly string[]): void {
  const variable = values.find((value) => value.includes('${'));
  if (variable !== undefined) throw new Error(`the simulator knows no policy variables, such as in ${variable}`);
}

function partsOf(operator: string) {
  const { quantifier, name } =
    /^(?:(?<quantifier>ForAnyValue|ForAllValues):)?(?<name>\w+)$/.exec(operator)?.groups ?? {};
  if (name === undefined) throw new Error(`the simulator knows no condition operator ${operator}`);
  return { quantifier, name: name.replace(/IfExists$/, ''), ifExists: name.endsWith('IfExists') };
}
